// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** Refuses what no model can answer: a text without content, and a string that is no text. */
public final class WellFormedText {

    private WellFormedText() {}

    /**
     * Checks a text.
     *
     * @throws TextRefusedException with {@code EMPTY_TEXT} when there is nothing but white space, with
     *     {@code MALFORMED_TEXT} when a surrogate stands alone or a character is NUL
     */
    public static void check(String text) throws TextRefusedException {
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                blank = false;
                i++;
            } else if (Character.isSurrogate(unit)) {
                throw new TextRefusedException(
                        RefusalCode.MALFORMED_TEXT,
                        "the text has an unpaired surrogate at UTF-16 offset " + i
                                + "; a text is well-formed Unicode. Fix the program that cut or decoded it.");
            } else if (unit == 0) {
                throw new TextRefusedException(
                        RefusalCode.MALFORMED_TEXT,
                        "the text has a NUL character at UTF-16 offset " + i
                                + "; a text has none. Fix the program that wrote it.");
            } else {
                blank &= isSpace(unit);
            }
        }
        if (blank) {
            throw new TextRefusedException(
                    RefusalCode.EMPTY_TEXT,
                    "the text is " + (text.isEmpty() ? "empty" : "only white space, " + text.length() + " UTF-16 units")
                            + "; a text has at least one other character. Do not send such events.");
        }
    }

    /** White space as people see it: with no-break spaces, which Java's own rule leaves out. */
    public static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }
}
