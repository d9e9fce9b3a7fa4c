// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Content words of a text that no word of its translation came from. Stateless. */
final class Unaligned {
    private static final int LEAST_LETTERS = 3;
    /** Where no list says which words are function words, short ones are taken for such. */
    private static final int LEAST_LETTERS_WITHOUT_LIST = 5;

    private static final int LEAST_WORDS = 2;

    private Unaligned() {}

    static @Nullable Doubt find(Subject subject, Limits limits) {
        WordAlignment words = subject.answer().words();
        if (!subject.isTranslation() || words.links().isEmpty()) {
            return null; // attention was not asked for
        }
        BitSet aligned = new BitSet();
        for (AlignmentLink link : words.links()) {
            aligned.set(link.source());
        }
        int language = FunctionWords.place(subject.sourceLanguage());
        int content = 0;
        List<TextSpan> unaligned = new ArrayList<>();
        for (int i = 0; i < words.sourceWords().size(); i++) {
            TextSpan span = words.sourceWords().get(i);
            String word = subject.source().substring(span.start(), span.end());
            if (isContent(word, language)) {
                content++;
                if (!aligned.get(i)) {
                    unaligned.add(span);
                }
            }
        }
        double share = content == 0 ? 0 : (double) unaligned.size() / content;
        return unaligned.size() >= LEAST_WORDS && share > limits.mostUnaligned()
                ? new Doubt(
                        DoubtKind.UNALIGNED_SOURCE,
                        unaligned.subList(0, Math.min(unaligned.size(), Subject.MOST_SPANS)),
                        List.of(),
                        (float) share)
                : null;
    }

    private static boolean isContent(String word, int language) {
        int letters = 0;
        for (int i = 0; i < word.length(); i += Character.charCount(word.codePointAt(i))) {
            letters += Character.isLetter(word.codePointAt(i)) ? 1 : 0;
        }
        return language < 0
                ? letters >= LEAST_LETTERS_WITHOUT_LIST
                : letters >= LEAST_LETTERS
                        && (FunctionWords.languagesOf(word.toLowerCase(Locale.ROOT)) >> language & 1) == 0;
    }
}
