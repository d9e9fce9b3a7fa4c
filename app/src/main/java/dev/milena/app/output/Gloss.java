// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Sets output words over the source words they come from, in columns, as linguists write an interlinear gloss:
 *
 * <pre>
 * Der  Zug    fährt   um  neun
 * The  train  leaves  at  nine
 * </pre>
 *
 * Stateless, any thread.
 */
final class Gloss {
    private static final String GAP = "  ";
    private static final String NOTHING = "·";

    private Gloss() {}

    /** Pairs of lines, output above source, each at most {@code width} characters unless one word is longer. */
    static List<String> lines(AnswerView answer, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder above = new StringBuilder();
        StringBuilder below = new StringBuilder();
        int used = 0;
        for (int i = 0; i < answer.outputWords().size(); i++) {
            String output = answer.outputWords().get(i);
            String source = answer.sourceOf(i).isEmpty() ? NOTHING : answer.sourceOf(i);
            int column = Math.max(length(output), length(source));
            if (used > 0 && used + GAP.length() + column > width) {
                finish(lines, above, below);
                used = 0;
            }
            if (used > 0) {
                above.append(GAP);
                below.append(GAP);
                used += GAP.length();
            }
            pad(above, output, column);
            pad(below, source, column);
            used += column;
        }
        if (used > 0) {
            finish(lines, above, below);
        }
        return lines;
    }

    private static void finish(List<String> lines, StringBuilder above, StringBuilder below) {
        lines.add(above.toString().stripTrailing());
        lines.add(below.toString().stripTrailing());
        above.setLength(0);
        below.setLength(0);
    }

    private static void pad(StringBuilder line, String word, int column) {
        line.append(word).append(" ".repeat(column - length(word)));
    }

    private static int length(String word) {
        return word.codePointCount(0, word.length());
    }
}
