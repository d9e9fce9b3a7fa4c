// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import org.jspecify.annotations.Nullable;

/**
 * No model is asked about a window any more. Immutable.
 *
 * @param start of the window
 * @param edition which of its editions
 * @param end of the window
 * @param story what the next window of its key begins with; null where that stays as it is
 */
public record Told(
        long start, int edition, long end, @Nullable String story) {
    /** Never shows the story. */
    @Override
    public String toString() {
        return "Told[" + start + ", " + edition + "]";
    }
}
