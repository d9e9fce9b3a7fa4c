// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * Characters that a person does not see and that change what a text says or how it is shown: bidirectional controls,
 * zero-width spaces and operators, tags, the byte order mark within a text. Not among them are the joiners U+200C and
 * U+200D, which Persian, Indic scripts and emoji need. Stateless.
 */
public final class InvisibleCharacters {

    private InvisibleCharacters() {}

    /** How many a text has. */
    public static int count(String text) {
        return (int) text.codePoints().filter(InvisibleCharacters::contains).count();
    }

    /** The UTF-16 offset of the first one, or -1. */
    public static int first(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (contains(text.codePointAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean contains(int codePoint) {
        return isBidirectionalControl(codePoint)
                || codePoint == 0x180E // Mongolian vowel separator
                || codePoint == 0x200B // zero width space
                || (codePoint >= 0x2060 && codePoint <= 0x2064) // word joiner, invisible operators
                || codePoint == 0xFEFF
                || (codePoint >= 0xE0000 && codePoint <= 0xE007F); // tags
    }

    private static boolean isBidirectionalControl(int codePoint) {
        return codePoint == 0x061C
                || codePoint == 0x200E
                || codePoint == 0x200F
                || (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }
}
