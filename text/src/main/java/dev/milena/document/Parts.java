// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.TextRefusedException;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a text into parts of whole sentences that each fit a model, of about the same length: a last part of one short
 * sentence would be summarized at a length of its own. A sentence that does not fit is a part by itself. Not thread-safe.
 */
final class Parts {
    private final String text;
    private final List<TextSpan> sentences;
    private final TokenCount tokens;

    Parts(String text, List<TextSpan> sentences, TokenCount tokens) {
        this.text = text;
        this.sentences = sentences;
        this.tokens = tokens;
    }

    /**
     * The parts in order.
     *
     * @throws TextRefusedException when no part can be asked
     */
    List<TextSpan> parts() throws TextRefusedException {
        int[] counts = new int[sentences.size()];
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = tokens.of(text, sentences.get(i));
            all += Math.max(0, counts[i]);
        }
        int most = Math.max(1, tokens.most());
        long parts = Math.max(1, (all + most - 1) / most);
        long wanted = (all + parts - 1) / parts;
        List<TextSpan> found = new ArrayList<>();
        int first = 0;
        int sum = 0;
        for (int i = 0; i < counts.length; i++) {
            boolean isAlone = counts[i] < 0 || (i > first && counts[i - 1] < 0);
            if (i > first && (isAlone || sum >= wanted || sum + counts[i] > most)) {
                found.add(new TextSpan(
                        sentences.get(first).start(), sentences.get(i - 1).end()));
                first = i;
                sum = 0;
            }
            sum += Math.max(0, counts[i]);
        }
        found.add(new TextSpan(
                sentences.get(first).start(), sentences.get(counts.length - 1).end()));
        return found;
    }
}
