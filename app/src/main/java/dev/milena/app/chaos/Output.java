// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import org.jspecify.annotations.Nullable;

/**
 * A committed answer or dead letter, as a reader sees it. Immutable.
 *
 * @param partition partition of the output
 * @param key its key, or null
 * @param sourcePartition partition of the event that it answers
 * @param sourceOffset offset of that event
 * @param content the answer's text, or the dead letter's code with a sharp in front
 */
record Output(int partition, @Nullable String key, int sourcePartition, long sourceOffset, String content) {

    /** The content of a dead letter. */
    static String refused(String code) {
        return "#" + code;
    }

    /** Whether it is a dead letter. */
    boolean refused() {
        return content.startsWith(refused(""));
    }
}
