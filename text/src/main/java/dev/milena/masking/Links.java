// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.AlignmentLink;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a word alignment says about pieces of the two texts. Not thread-safe. */
final class Links {
    private final WordAlignment words;

    /** By output word: the source word that has most of its attention, or -1. */
    private final int[] strongest;

    Links(WordAlignment words) {
        this.words = words;
        this.strongest = new int[words.outputWords().size()];
        float[] most = new float[strongest.length];
        Arrays.fill(strongest, -1);
        for (AlignmentLink link : words.links()) {
            if (link.weight() > most[link.output()]) {
                most[link.output()] = link.weight();
                strongest[link.output()] = link.source();
            }
        }
    }

    /** Output words, in order, that come most of all from source words in a piece. */
    List<TextSpan> from(TextSpan source) {
        List<TextSpan> found = new ArrayList<>();
        for (int i = 0; i < strongest.length; i++) {
            if (strongest[i] >= 0 && overlap(words.sourceWords().get(strongest[i]), source)) {
                found.add(words.outputWords().get(i));
            }
        }
        return found;
    }

    /** How much of the attention of an output piece falls on a piece of the source. */
    float weight(TextSpan source, TextSpan output) {
        float sum = 0;
        for (AlignmentLink link : words.links()) {
            if (overlap(words.sourceWords().get(link.source()), source)
                    && overlap(words.outputWords().get(link.output()), output)) {
                sum += link.weight();
            }
        }
        return sum;
    }

    /** The last source word that ends before an offset, or null. */
    @Nullable
    TextSpan wordBefore(int offset) {
        TextSpan last = null;
        for (TextSpan word : words.sourceWords()) {
            if (word.end() > offset) {
                break;
            }
            last = word;
        }
        return last;
    }

    /** The first source word that starts at an offset or behind it, or null. */
    @Nullable
    TextSpan wordBehind(int offset) {
        for (TextSpan word : words.sourceWords()) {
            if (word.start() >= offset) {
                return word;
            }
        }
        return null;
    }

    /** Whether the alignment says anything. */
    boolean areKnown() {
        return !words.links().isEmpty();
    }

    List<TextSpan> outputWords() {
        return words.outputWords();
    }

    static boolean overlap(TextSpan one, TextSpan other) {
        return one.start() < other.end() && other.start() < one.end();
    }
}
