// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a text into blocks: paragraphs, headings, list items. A line is a block of its own unless the next one is
 * visibly its continuation, as in mails that are wrapped at a width. Markers of list items, headings and quoted lines
 * belong to no block. Stateless, any thread.
 */
final class Blocks {
    /** A shorter line was not wrapped: nobody wraps at fewer columns. */
    private static final int LEAST_WRAPPED = 40;

    private static final String TERMINATORS = ".!?:;…。！？：；｡؟۔।॥։።៖။";

    /** A line without its end. */
    private record Line(int start, int end, TextSpan content, LineMarker marker) {
        boolean isEmpty() {
            return content.start() == content.end();
        }

        int length() {
            return content.end() - start;
        }
    }

    private Blocks() {}

    /** The blocks of a text in order, without white space at their ends. */
    static List<TextSpan> of(String text) {
        List<Line> lines = lines(text);
        boolean numbers = areNumbered(lines);
        List<TextSpan> blocks = new ArrayList<>();
        int first = 0;
        while (first < lines.size()) {
            int last = lastOfParagraph(lines, first);
            addBlocks(text, lines.subList(first, last), numbers, blocks);
            first = last;
            while (first < lines.size() && lines.get(first).isEmpty()) {
                first++;
            }
        }
        return blocks;
    }

    /** Whether the numbers of these lines are those of lists: one alone may be the start of a sentence, as a date is. */
    private static boolean areNumbered(List<Line> lines) {
        int numbers = 0;
        for (Line line : lines) {
            numbers += line.marker().isNumber() ? 1 : 0;
        }
        return numbers > 1;
    }

    private static int lastOfParagraph(List<Line> lines, int first) {
        int last = first;
        while (last < lines.size() && !lines.get(last).isEmpty()) {
            last++;
        }
        return Math.max(last, first);
    }

    private static void addBlocks(String text, List<Line> paragraph, boolean numbers, List<TextSpan> blocks) {
        int width = 0;
        for (Line line : paragraph) {
            width = Math.max(width, line.length());
        }
        Line before = null;
        for (Line line : paragraph) {
            int start = line.marker().counts(numbers)
                    ? line.marker().end()
                    : line.content().start();
            TextSpan content = Characters.trimmed(text, start, line.content().end());
            if (before != null && !line.marker().counts(numbers) && continues(text, before, line, width)) {
                TextSpan block = blocks.remove(blocks.size() - 1);
                blocks.add(new TextSpan(block.start(), content.end()));
                before = line;
            } else if (content.start() < content.end()) {
                blocks.add(content);
                before = line;
            } else {
                before = null;
            }
        }
    }

    /** Whether a line goes on with the sentence of the one before: that one is as full as the width allows. */
    private static boolean continues(String text, Line before, Line line, int width) {
        if (before.length() < LEAST_WRAPPED || TERMINATORS.indexOf(lastMark(text, before)) >= 0) {
            return false;
        }
        int letter = Characters.firstLetter(
                text, line.content().start(), line.content().end());
        return Character.isLowerCase(letter) || before.length() + 1 + firstWord(text, line) > width;
    }

    private static char lastMark(String text, Line line) {
        int last = line.content().end() - 1;
        while (last > line.content().start() && Characters.closes(text.charAt(last))) {
            last--;
        }
        return text.charAt(last);
    }

    private static int firstWord(String text, Line line) {
        int end = line.content().start();
        while (end < line.content().end() && text.charAt(end) != ' ') {
            end++;
        }
        return end - line.content().start();
    }

    private static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || Characters.endsLine(text.charAt(i))) {
                TextSpan content = Characters.trimmed(text, start, i);
                lines.add(new Line(start, i, content, LineMarker.of(text, content)));
                if (i + 1 < text.length() && text.charAt(i) == '\r' && text.charAt(i + 1) == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        return lines;
    }
}
