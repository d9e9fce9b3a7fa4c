// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.windows;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one key within a time, as a model is asked about them: one text, in which the texts of the records stand in the
 * order of their timestamps with an empty line between them, behind the story so far where there is one. Immutable.
 *
 * @param start first millisecond of the window, since the epoch; of a session, the timestamp of its first record
 * @param end first millisecond behind the window; of a session, the timestamp of its last record and the gap
 * @param edition from 1; every early update of a window and its final summary have the next one
 * @param isFinal whether the window is closed; else this is an early update, and more may come
 * @param records how many records the window has, those whose texts are not here included
 * @param unreadable how many of them have no text, or one that was refused
 * @param repeated how many have the very text of an earlier one, which stands here once
 * @param dropped how many were left out, the oldest ones, since a window keeps no more texts or bytes
 * @param story the summary of what came before, where summaries are rolling; else null
 * @param texts the others, in the order of their timestamps
 */
public record TextWindow(
        long start,
        long end,
        int edition,
        boolean isFinal,
        long records,
        long unreadable,
        long repeated,
        long dropped,
        @Nullable String story,
        List<WindowedText> texts) {
    /** What {@link WindowPart#text} is for the story so far. */
    public static final int STORY = -1;

    private static final String BETWEEN = "\n\n";

    public TextWindow {
        texts = List.copyOf(texts);
    }

    /** Whether there is nothing that a model could be asked about. */
    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** The text that a model is asked about. */
    public String joined() {
        StringBuilder joined = new StringBuilder();
        if (story != null) {
            joined.append(story);
        }
        for (WindowedText each : texts) {
            joined.append(joined.isEmpty() ? "" : BETWEEN).append(each.text());
        }
        return joined.toString();
    }

    /** The pieces of the records' texts in a piece of the joined text, in order; white space between texts belongs to none. */
    public List<WindowPart> parts(TextSpan span) {
        List<WindowPart> parts = new ArrayList<>();
        int start = 0;
        if (story != null) {
            add(parts, STORY, span, start, story.length());
            start = story.length();
        }
        for (int i = 0; i < texts.size() && start < span.end(); i++) {
            start += start == 0 ? 0 : BETWEEN.length();
            int length = texts.get(i).text().length();
            add(parts, i, span, start, length);
            start += length;
        }
        return parts;
    }

    private static void add(List<WindowPart> parts, int text, TextSpan span, int start, int length) {
        int from = Math.max(span.start(), start);
        int to = Math.min(span.end(), start + length);
        if (from < to) {
            parts.add(new WindowPart(text, new TextSpan(from - start, to - start)));
        }
    }

    /** Never shows a text, so that a window can be logged. */
    @Override
    public String toString() {
        return "TextWindow[" + start + " to " + end + ", " + (isFinal ? "final" : "early") + " edition " + edition
                + ", " + texts.size() + " texts of " + records + " records]";
    }
}
