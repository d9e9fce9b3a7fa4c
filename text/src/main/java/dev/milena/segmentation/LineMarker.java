// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import dev.milena.api.TextSpan;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the words of a line and is not said: a bullet, the number of a list item, the marks of a heading or
 * of a quoted mail.
 *
 * @param end offset behind it and its white space; that of the line where there is none
 * @param kind what it is
 */
record LineMarker(int end, Kind kind) {
    /** Each is looked for at the start of a line only, and takes no more than a few characters: none can run away. */
    private static final Pattern BULLET =
            Pattern.compile("(?:[-*+•‣⁃◦▪▫●○■□➤✓✔–—·>]|#{1,6})(?:[ \\t\\u00A0\\u3000]+|(?<=>)(?=>))");

    private static final Pattern NUMBER = Pattern.compile(
            "(?:\\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|[①-⑳]|[0-9]{1,3}(?:\\.[0-9]{1,3}){1,3}\\.?)"
                    + "[ \\t\\u00A0\\u3000]+");

    private static final String ROMAN = "ivxIVX";

    enum Kind {
        NONE,
        BULLET,
        NUMBER
    }

    /** The marker of a line, given its content. Several bullets in a row are one, as in quoted quotations. */
    static LineMarker of(String text, TextSpan content) {
        int end = content.start();
        if (end == content.end() || beginsWithAWord(text, content)) {
            return new LineMarker(end, Kind.NONE);
        }
        Matcher bullet = BULLET.matcher(text).region(content.start(), content.end());
        while (bullet.lookingAt()) {
            end = bullet.end();
            bullet.region(end, content.end());
        }
        Matcher number = NUMBER.matcher(text).region(end, content.end());
        if (number.lookingAt()) {
            return new LineMarker(number.end(), Kind.NUMBER);
        }
        return new LineMarker(end, end == content.start() ? Kind.NONE : Kind.BULLET);
    }

    /** Whether a line begins with two letters that stand in no number of an item: so most lines do. */
    private static boolean beginsWithAWord(String text, TextSpan content) {
        return content.end() - content.start() > 1
                && Character.isLetter(text.charAt(content.start()))
                && Character.isLetter(text.charAt(content.start() + 1))
                && ROMAN.indexOf(text.charAt(content.start() + 1)) < 0;
    }

    boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    /** Whether it is one, given whether numbers are those of lists. */
    boolean counts(boolean numbers) {
        return kind == Kind.BULLET || (kind == Kind.NUMBER && numbers);
    }
}
