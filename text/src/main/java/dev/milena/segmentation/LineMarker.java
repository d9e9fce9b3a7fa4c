// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import dev.milena.api.TextSpan;
import java.util.List;
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

    enum Kind {
        NONE,
        BULLET,
        NUMBER
    }

    /** The marker of a line, given its content. Several bullets in a row are one, as in quoted quotations. */
    static LineMarker of(String text, TextSpan content) {
        int end = content.start();
        if (end == content.end()) {
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

    /** Whether the numbers of these lines are those of lists: one alone may be the start of a sentence, as a date is. */
    static boolean areNumbered(List<LineMarker> markers) {
        return markers.stream().filter(marker -> marker.kind() == Kind.NUMBER).count() > 1;
    }

    /** Whether it is one, given whether numbers are those of lists. */
    boolean counts(boolean numbers) {
        return kind == Kind.BULLET || (kind == Kind.NUMBER && numbers);
    }
}
