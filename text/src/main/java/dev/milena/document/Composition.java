// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.AlignmentLink;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The word alignment of a summary of summaries with the text: a word came of those that the words it came of came of; weights
 * are multiplied, and an output word keeps its few heaviest links. Not thread-safe.
 */
final class Composition {
    /** As many links as an alignment has of one output word. */
    private static final int MOST_LINKS = 4;

    private final WordAlignment first;
    private final WordAlignment second;

    /**
     * @param first of the summaries with the text
     * @param second of the last summary with the summaries
     */
    Composition(WordAlignment first, WordAlignment second) {
        this.first = first;
        this.second = second;
    }

    WordAlignment words() {
        Map<Integer, List<AlignmentLink>> behind = new HashMap<>();
        for (AlignmentLink link : first.links()) {
            behind.computeIfAbsent(link.output(), any -> new ArrayList<>()).add(link);
        }
        int[] middle = middle();
        Map<Integer, Map<Integer, Float>> weights = new HashMap<>();
        for (AlignmentLink link : second.links()) {
            for (AlignmentLink each : behind.getOrDefault(middle[link.source()], List.of())) {
                weights.computeIfAbsent(link.output(), any -> new HashMap<>())
                        .merge(each.source(), link.weight() * each.weight(), Float::sum);
            }
        }
        List<AlignmentLink> links = new ArrayList<>();
        for (int output = 0; output < second.outputWords().size(); output++) {
            heaviest(output, weights.getOrDefault(output, Map.of()), links);
        }
        return new WordAlignment(first.sourceWords(), second.outputWords(), links);
    }

    private static void heaviest(int output, Map<Integer, Float> weights, List<AlignmentLink> links) {
        weights.entrySet().stream()
                .sorted(Map.Entry.<Integer, Float>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_LINKS)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> links.add(new AlignmentLink(entry.getKey(), output, Math.min(1, entry.getValue()))));
    }

    /** For each word that the last summary was made of, which output word of the summaries it is; -1: none. */
    private int[] middle() {
        List<TextSpan> written = first.outputWords();
        int[] middle = new int[second.sourceWords().size()];
        int at = 0;
        for (int i = 0; i < middle.length; i++) {
            TextSpan read = second.sourceWords().get(i);
            while (at < written.size() && written.get(at).end() <= read.start()) {
                at++;
            }
            middle[i] = at < written.size() && Spans.overlap(written.get(at), read) ? at : -1;
        }
        return middle;
    }
}
