// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.util.ArrayList;
import java.util.List;

/** Breaks long texts into lines between words. Stateless, any thread. */
final class Wrapping {

    private Wrapping() {}

    /** Lines of at most {@code width} code points, unless one word is longer; at least one line. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ", -1)) {
            int length = word.codePointCount(0, word.length());
            if (used > 0 && used + 1 + length > width) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            if (used > 0) {
                line.append(' ');
                used++;
            }
            line.append(word);
            used += length;
        }
        lines.add(line.toString());
        return lines;
    }
}
