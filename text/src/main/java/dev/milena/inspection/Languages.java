// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers in another language of the same script than asked for, told by function words that the one has and the other has
 * not. A short answer has too few of them to tell, and only languages with a list are known. Stateless.
 */
final class Languages {
    private static final int LEAST_WORDS = 3;
    private static final int TIMES_AS_MANY = 4;
    private static final double LEAST_SHARE = 0.25;

    private Languages() {}

    static @Nullable Doubt find(Subject subject, Limits limits) {
        FunctionWords wanted = FunctionWords.of(subject.targetLanguage());
        List<Word> words = subject.outputWords();
        if (wanted.isEmpty() || words.size() < LEAST_WORDS) {
            return null;
        }
        int most = 0;
        for (FunctionWords other : FunctionWords.all()) {
            if (!other.language().equals(wanted.language())) {
                most = Math.max(most, clearly(words, other, wanted));
            }
        }
        double share = (double) most / words.size();
        return most >= LEAST_WORDS && share >= LEAST_SHARE
                ? new Doubt(DoubtKind.WRONG_LANGUAGE, List.of(), List.of(subject.wholeOutput()), (float) share)
                : null;
    }

    /** How many words are the other language's alone; 0 where too many are the wanted one's alone. */
    private static int clearly(List<Word> words, FunctionWords other, FunctionWords wanted) {
        int others = 0;
        int own = 0;
        for (Word word : words) {
            boolean isOther = other.has(word.folded());
            boolean isOwn = wanted.has(word.folded());
            others += isOther && !isOwn ? 1 : 0;
            own += isOwn && !isOther ? 1 : 0;
        }
        return others >= TIMES_AS_MANY * own ? others : 0;
    }
}
