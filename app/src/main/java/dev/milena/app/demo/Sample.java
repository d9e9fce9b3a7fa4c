// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.schemas.Task;
import org.jspecify.annotations.Nullable;

/**
 * A text of the demo.
 *
 * @param key key of its event
 * @param text the text
 * @param task what shall be done with it, or null for whatever the bundle does
 */
record Sample(String key, String text, @Nullable Task task) {
    /** The same under another key. */
    Sample in(String conversation) {
        return new Sample(conversation, text, task);
    }
}
