// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.AlignmentLink;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One token a word, and what looks at what: the first word at the first, the last one at all that remain. Stateless. */
final class Words {
    private static final Pattern WORD = Pattern.compile("\\S+");

    private Words() {}

    static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            tokens.add(new Token(
                    1 + Math.floorMod(words.group().hashCode(), 30_000), words.group(), words.start(), words.end()));
        }
        return tokens;
    }

    private static List<TextSpan> spans(List<Token> tokens) {
        return tokens.stream()
                .map(token -> new TextSpan(token.start(), token.end()))
                .toList();
    }

    /** The source word that an output word comes from. */
    private static int sourceOf(int output, int sourceWords) {
        return Math.min(output, sourceWords - 1);
    }

    static WordAlignment alignment(List<Token> source, List<Token> output) {
        List<AlignmentLink> links = new ArrayList<>();
        for (int word = 0; word < output.size(); word++) {
            links.add(new AlignmentLink(sourceOf(word, source.size()), word, 1f));
        }
        return new WordAlignment(spans(source), spans(output), links);
    }

    static TokenAttention attention(List<Token> source, List<Token> output, float logProb) {
        List<Token> emitted = new ArrayList<>(output);
        emitted.add(Token.special(0, "</s>"));
        float[] logProbs = new float[emitted.size()];
        float[] weights = new float[emitted.size() * source.size()];
        for (int row = 0; row < emitted.size(); row++) {
            logProbs[row] = logProb;
            weights[row * source.size() + sourceOf(row, source.size())] = 1f;
        }
        return new TokenAttention(source, emitted, logProbs, weights, new float[emitted.size()], false);
    }
}
