// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.Priority;

/**
 * On whose behalf an item asks for the model. Immutable.
 *
 * @param flow who it is for: flows of one priority take turns. Compared with {@code equals}, on any thread and while a lock
 *     is held
 * @param line what leaves in order with it, among the items of its owner; compared with {@code equals}. See
 *     {@link Batcher#raise}
 * @param priority its lane
 */
public record Claim(Object flow, Object line, Priority priority) {
    /** Of an item that has nothing to do with any other. */
    public static Claim ofItsOwn() {
        Object itself = new Object();
        return new Claim(itself, itself, Priority.NORMAL);
    }

    /** The same with another priority. */
    public Claim with(Priority other) {
        return new Claim(flow, line, other);
    }
}
