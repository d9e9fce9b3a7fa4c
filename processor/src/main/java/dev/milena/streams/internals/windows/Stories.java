// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/** Whose the story of a key is: that of all definitions of windows, so that it goes on when they change. Stateless. */
final class Stories {
    /** A story has no more UTF-16 units. */
    static final int MAX_LENGTH = 2_000;

    private Stories() {}

    static byte[] owner(byte[] windowsOwner) {
        return ofKey(WindowKeys.keyOf(windowsOwner));
    }

    static byte[] ofKey(byte[] key) {
        return WindowKeys.owner(0, key);
    }

    /** As much of a summary as a story may have. */
    static String shortened(String summary) {
        if (summary.length() <= MAX_LENGTH) {
            return summary;
        }
        int end = Character.isHighSurrogate(summary.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return summary.substring(0, end);
    }
}
