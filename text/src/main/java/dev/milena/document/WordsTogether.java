// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.AlignmentLink;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Makes one word alignment of several, in the order of both texts. Not thread-safe. */
final class WordsTogether {
    private final List<TextSpan> sources = new ArrayList<>();
    private final List<TextSpan> outputs = new ArrayList<>();
    private final List<AlignmentLink> links = new ArrayList<>();

    void add(WordAlignment words, Moves moves) {
        int firstSource = sources.size();
        int firstOutput = outputs.size();
        words.sourceWords().forEach(word -> sources.add(moves.inSource(word)));
        words.outputWords().forEach(word -> outputs.add(moves.inOutput(word)));
        words.links()
                .forEach(link -> links.add(
                        new AlignmentLink(link.source() + firstSource, link.output() + firstOutput, link.weight())));
    }

    WordAlignment together() {
        int[] source = places(sources);
        int[] output = places(outputs);
        List<AlignmentLink> moved = links.stream()
                .map(link -> new AlignmentLink(source[link.source()], output[link.output()], link.weight()))
                .sorted(Comparator.comparingInt(AlignmentLink::output).thenComparingInt(AlignmentLink::source))
                .toList();
        return new WordAlignment(sorted(sources), sorted(outputs), moved);
    }

    private static List<TextSpan> sorted(List<TextSpan> words) {
        return words.stream().sorted(Comparator.comparingInt(TextSpan::start)).toList();
    }

    /** The place of each word in the order of the text. */
    private static int[] places(List<TextSpan> words) {
        int[] places = new int[words.size()];
        int[] order = IntStream.range(0, words.size())
                .boxed()
                .sorted(Comparator.comparingInt(word -> words.get(word).start()))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int place = 0; place < order.length; place++) {
            places[order[place]] = place;
        }
        return places;
    }
}
