// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translations that repeat their text in its own language. Names and numbers are the same in both: a run of words counts
 * only where it has words of a dictionary. Stateless.
 */
final class Copies {
    private static final int RUN = 3;
    /** Where a word is one character, so few may be a name. */
    private static final int RUN_OF_CHARACTERS = 8;

    private static final int CHARACTERS_OF_A_WORD = 4;
    private static final int LEAST_ORDINARY = 2;
    private static final int MANY_ORDINARY = 3;
    private static final double MOST_COPIED = 0.5;

    private Copies() {}

    static @Nullable Doubt find(Subject subject, Limits limits) {
        if (!subject.changesLanguage()) {
            return null;
        }
        List<Word> source = subject.sourceWords();
        List<Word> output = subject.outputWords();
        boolean isSame = isSame(source, output);
        BitSet copied = isSame ? all(output.size()) : copied(source, output);
        int ordinary = ordinary(output, copied);
        double share = output.isEmpty() ? 0 : (double) copied.cardinality() / output.size();
        boolean doubted = ordinary >= MANY_ORDINARY
                || (ordinary >= LEAST_ORDINARY && share >= MOST_COPIED && holdsTogether(subject, output, copied));
        return doubted ? new Doubt(DoubtKind.COPIED, List.of(), spans(output, copied), (float) share) : null;
    }

    /** Words of a dictionary among the copied; a few characters make one. */
    private static int ordinary(List<Word> output, BitSet copied) {
        int words = 0;
        int characters = 0;
        for (int i = copied.nextSetBit(0); i >= 0; i = copied.nextSetBit(i + 1)) {
            Word word = output.get(i);
            boolean isCharacter = word.isCharacter();
            characters += isCharacter ? 1 : 0;
            words += word.isOrdinary() && !isCharacter ? 1 : 0;
        }
        return words + characters / CHARACTERS_OF_A_WORD;
    }

    /** Whether a word is among them that holds sentences of the one language together and not of the other, if known. */
    private static boolean holdsTogether(Subject subject, List<Word> output, BitSet copied) {
        int from = FunctionWords.place(subject.sourceLanguage());
        int into = FunctionWords.place(subject.targetLanguage());
        return from < 0
                || copied.stream()
                        .mapToLong(i -> FunctionWords.languagesOf(output.get(i).folded()))
                        .anyMatch(has -> (has >> from & 1) == 1 && (into < 0 || (has >> into & 1) == 0));
    }

    private static boolean isSame(List<Word> source, List<Word> output) {
        if (source.size() != output.size()) {
            return false;
        }
        for (int i = 0; i < source.size(); i++) {
            if (!source.get(i).folded().equals(output.get(i).folded())) {
                return false;
            }
        }
        return true;
    }

    private static BitSet all(int size) {
        BitSet all = new BitSet(size);
        all.set(0, size);
        return all;
    }

    /** The words of an output that stand in it as in the source with those around them. */
    private static BitSet copied(List<Word> source, List<Word> output) {
        BitSet copied = new BitSet(output.size());
        Map<String, Integer> runs = new HashMap<>();
        for (int i = 0; i + RUN <= source.size(); i++) {
            runs.putIfAbsent(run(source, i), i);
        }
        for (int i = 0; i + RUN <= output.size(); i++) {
            Integer from = runs.get(run(output, i));
            if (from != null) {
                int length = RUN;
                while (from + length < source.size()
                        && i + length < output.size()
                        && source.get(from + length)
                                .folded()
                                .equals(output.get(i + length).folded())) {
                    length++;
                }
                if (length >= least(output, i, length)) {
                    copied.set(i, i + length);
                }
                i += length - RUN;
            }
        }
        return copied;
    }

    private static int least(List<Word> words, int from, int length) {
        for (Word word : words.subList(from, from + length)) {
            if (!word.isCharacter()) {
                return RUN;
            }
        }
        return RUN_OF_CHARACTERS;
    }

    private static String run(List<Word> words, int from) {
        return words.get(from).folded()
                + ' '
                + words.get(from + 1).folded()
                + ' '
                + words.get(from + 2).folded();
    }

    private static List<TextSpan> spans(List<Word> output, BitSet copied) {
        List<TextSpan> spans = new ArrayList<>();
        for (int i = copied.nextSetBit(0); i >= 0 && spans.size() < Subject.MOST_SPANS; ) {
            int end = copied.nextClearBit(i);
            spans.add(new TextSpan(
                    output.get(i).span().start(), output.get(end - 1).span().end()));
            i = copied.nextSetBit(end);
        }
        return spans;
    }
}
