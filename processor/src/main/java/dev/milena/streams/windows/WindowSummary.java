// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.windows;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What became of a window: its summary, or that there was nothing to summarize. Immutable but for its headers.
 *
 * @param <K> type of keys
 * @param key key of the window's records
 * @param window the window and its texts
 * @param model who answered; null where the window holds nothing readable
 * @param answer the summary, with spans in {@link TextWindow#joined}; null where the window holds nothing readable
 * @param timestamp that of the window's last record, in milliseconds since the epoch
 * @param headers what the output takes
 */
public record WindowSummary<K>(
        K key,
        TextWindow window,
        @Nullable ModelInfo model,
        @Nullable Answer answer,
        long timestamp,
        Headers headers) {

    /**
     * A word of the summary and what it rests on.
     *
     * @param output where it stands in the summary
     * @param parts words of the window's texts, in order; none where nothing is aligned to it
     */
    public record Rests(TextSpan output, List<WindowPart> parts) {
        public Rests {
            parts = List.copyOf(parts);
        }
    }

    /** The summary; empty where the window holds nothing readable. */
    public String text() {
        return answer == null ? "" : answer.text();
    }

    /** Which words of which texts each word of the summary rests on, by the model's attention, in the order of the summary. */
    public List<Rests> restsOn() {
        if (answer == null) {
            return List.of();
        }
        WordAlignment words = answer.words();
        List<List<WindowPart>> parts = new ArrayList<>();
        words.outputWords().forEach(word -> parts.add(new ArrayList<>()));
        for (AlignmentLink link : words.links()) {
            parts.get(link.output()).addAll(window.parts(words.sourceWords().get(link.source())));
        }
        List<Rests> rests = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            rests.add(new Rests(words.outputWords().get(i), parts.get(i)));
        }
        return rests;
    }

    /** Pieces of the texts that the summary does not rest on, since the window has more than the model reads, in order. */
    public List<WindowPart> leftOut() {
        if (answer == null) {
            return List.of();
        }
        List<WindowPart> parts = new ArrayList<>();
        answer.leftOut().forEach(span -> parts.addAll(window.parts(span)));
        Integer cut = answer.sourceCut();
        if (cut != null) {
            parts.addAll(window.parts(new TextSpan(cut, Integer.MAX_VALUE)));
        }
        return parts;
    }

    /** Never shows a text or the key, so that a summary can be logged. */
    @Override
    public String toString() {
        return "WindowSummary[" + window + "]";
    }
}
