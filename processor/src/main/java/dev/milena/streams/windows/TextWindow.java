// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.windows;

import dev.milena.api.TextSpan;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
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
    private static final int KEY_BYTES = 12;

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

    /** Where the texts of {@link #texts} stand in the joined text, in order. */
    public List<TextSpan> spans() {
        List<TextSpan> spans = new ArrayList<>(texts.size());
        int start = story == null ? 0 : story.length();
        for (WindowedText each : texts) {
            start += start == 0 ? 0 : BETWEEN.length();
            spans.add(new TextSpan(start, start + each.text().length()));
            start += each.text().length();
        }
        return spans;
    }

    /**
     * A name that no other window or edition has, the same when the window is made again.
     *
     * @param key the key of its records, as bytes
     */
    public String id(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "window-" + HexFormat.of().formatHex(digest, 0, KEY_BYTES) + "-" + start + "-" + end + "-" + edition;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The pieces of the records' texts in a piece of the joined text, in order; white space between texts belongs to none. */
    public List<WindowPart> parts(TextSpan span) {
        List<WindowPart> parts = new ArrayList<>();
        if (story != null) {
            add(parts, STORY, span, new TextSpan(0, story.length()));
        }
        List<TextSpan> spans = spans();
        for (int i = 0; i < spans.size(); i++) {
            add(parts, i, span, spans.get(i));
        }
        return parts;
    }

    private static void add(List<WindowPart> parts, int text, TextSpan span, TextSpan whole) {
        int from = Math.max(span.start(), whole.start());
        int to = Math.min(span.end(), whole.end());
        if (from < to) {
            parts.add(new WindowPart(text, new TextSpan(from - whole.start(), to - whole.start())));
        }
    }

    /** Never shows a text, so that a window can be logged. */
    @Override
    public String toString() {
        return "TextWindow[" + start + " to " + end + ", " + (isFinal ? "final" : "early") + " edition " + edition
                + ", " + texts.size() + " texts of " + records + " records]";
    }
}
