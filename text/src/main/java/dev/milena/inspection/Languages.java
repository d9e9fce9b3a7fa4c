// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers in another language of the same script than asked for, told by different function words that the one has and
 * the other has not. A short answer has too few of them to tell, and only languages with a list are known. Stateless.
 */
final class Languages {
    private static final int LEAST_WORDS = 3;
    private static final int TIMES_AS_MANY = 4;
    private static final double LEAST_SHARE = 0.25;

    private Languages() {}

    static @Nullable Doubt find(Subject subject, Limits limits) {
        int wanted = FunctionWords.place(subject.targetLanguage());
        List<Word> words = subject.outputWords();
        if (wanted < 0 || words.size() < LEAST_WORDS) {
            return null;
        }
        int languages = FunctionWords.languages().size();
        int[] others = new int[languages];
        int[] own = new int[languages];
        Set<String> seen = new HashSet<>();
        for (Word word : words) {
            long has = seen.add(word.folded()) ? FunctionWords.languagesOf(word.folded()) : 0;
            boolean isOwn = (has >> wanted & 1) == 1;
            for (int other = 0; has != 0 && other < languages; other++) {
                boolean isOther = (has >> other & 1) == 1;
                others[other] += isOther && !isOwn ? 1 : 0;
                own[other] += isOwn && !isOther ? 1 : 0;
            }
        }
        int most = 0;
        for (int other = 0; other < languages; other++) {
            most = others[other] >= TIMES_AS_MANY * own[other] ? Math.max(most, others[other]) : most;
        }
        double share = (double) most / seen.size();
        return most >= LEAST_WORDS && share >= LEAST_SHARE
                ? new Doubt(DoubtKind.WRONG_LANGUAGE, List.of(), List.of(subject.wholeOutput()), (float) share)
                : null;
    }
}
