// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.AlignmentLink;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Moves a word alignment to texts in which pieces were replaced. Words that became one piece become one word. */
final class WordMoves {
    private final UnaryOperator<TextSpan> inSource;
    private final UnaryOperator<TextSpan> inOutput;

    WordMoves(UnaryOperator<TextSpan> inSource, UnaryOperator<TextSpan> inOutput) {
        this.inSource = inSource;
        this.inOutput = inOutput;
    }

    WordAlignment of(WordAlignment words) {
        List<TextSpan> sources = new ArrayList<>();
        List<TextSpan> outputs = new ArrayList<>();
        int[] newSource = moved(words.sourceWords(), inSource, sources);
        int[] newOutput = moved(words.outputWords(), inOutput, outputs);
        int[] merged = new int[outputs.size()];
        for (int word : newOutput) {
            if (word >= 0) {
                merged[word]++;
            }
        }
        Map<Long, Float> weights = new TreeMap<>();
        for (AlignmentLink link : words.links()) {
            int output = newOutput[link.output()];
            int source = newSource[link.source()];
            if (output >= 0 && source >= 0) {
                long key = ((long) output << Integer.SIZE) | source;
                weights.merge(key, link.weight() / merged[output], Float::sum);
            }
        }
        List<AlignmentLink> links = new ArrayList<>();
        weights.forEach((key, weight) ->
                links.add(new AlignmentLink(key.intValue(), (int) (key >>> Integer.SIZE), Math.min(1, weight))));
        return new WordAlignment(sources, outputs, links);
    }

    /** Moves the words and says, for each, which of the new ones it is; -1: it is gone. */
    private static int[] moved(List<TextSpan> words, UnaryOperator<TextSpan> move, List<TextSpan> moved) {
        int[] numbers = new int[words.size()];
        for (int i = 0; i < numbers.length; i++) {
            TextSpan word = move.apply(words.get(i));
            int last = moved.size() - 1;
            if (word.start() == word.end()) {
                numbers[i] = -1;
            } else if (last >= 0 && word.start() < moved.get(last).end()) {
                TextSpan before = moved.get(last);
                moved.set(last, new TextSpan(before.start(), Math.max(before.end(), word.end())));
                numbers[i] = last;
            } else {
                moved.add(word);
                numbers[i] = moved.size() - 1;
            }
        }
        return numbers;
    }
}
