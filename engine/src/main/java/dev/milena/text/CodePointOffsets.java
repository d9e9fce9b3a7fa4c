// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

/**
 * Turns offsets in Unicode code points, as tokenizers count, into offsets in UTF-16 code units, as Java does. The two
 * differ after the first character outside the basic plane, such as an emoji.
 */
public final class CodePointOffsets {
    private final int length;
    private final int codePoints;
    private final int[] starts;

    /** Counts the code points of a text once. */
    public CodePointOffsets(String text) {
        length = text.length();
        codePoints = text.codePointCount(0, length);
        starts = codePoints == length ? new int[0] : new int[codePoints];
        int unit = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = unit;
            unit = text.offsetByCodePoints(unit, 1);
        }
    }

    /**
     * Where a code point starts.
     *
     * @param codePoint 0..number of code points; the number itself is the end of the text
     * @throws IndexOutOfBoundsException when there is no such code point
     */
    public int toUtf16(int codePoint) {
        if (codePoint < 0 || codePoint > codePoints) {
            throw new IndexOutOfBoundsException("code point " + codePoint + " of " + codePoints);
        }
        if (codePoint == codePoints) {
            return length;
        }
        return starts.length == 0 ? codePoint : starts[codePoint];
    }
}
