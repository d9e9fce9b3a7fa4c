// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WellFormedText;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Answers a text in capitals, word by word; a token has at most four characters. One thread. */
final class WordModel {
    static final int MAX_TOKENS = 8;
    static final int CHARACTERS_A_TOKEN = 4;

    private static final Pattern TOKEN = Pattern.compile("\\S{1,4}");
    private static final Pattern WORD = Pattern.compile("\\S+");

    private final List<String> asked = new ArrayList<>();
    private final int maxTokens;

    WordModel() {
        this(MAX_TOKENS);
    }

    WordModel(int maxTokens) {
        this.maxTokens = maxTokens;
    }

    List<String> asked() {
        return asked;
    }

    ModelInfo info() {
        return new ModelInfo("words", "1", "00", "translation", List.of("en"), List.of("de"), MAX_TOKENS, 50);
    }

    PreparedText prepare(TextRequest request) throws TextRefusedException {
        asked.add(request.text());
        WellFormedText.check(request.text());
        if (request.targetLanguage() != null) {
            throw new TextRefusedException(RefusalCode.UNKNOWN_LANGUAGE, "none");
        }
        if (request.text().contains("trip")) {
            throw new TextRefusedException(RefusalCode.ENGINE_FAILED, "tripped");
        }
        List<Token> tokens = tokens(request.text());
        if (tokens.size() > maxTokens) {
            throw new TextRefusedException(RefusalCode.TOO_MANY_TOKENS, "too many");
        }
        return new PreparedText(request, tokens, "en", "de", 50);
    }

    /** Answers every segment and joins. */
    static Answer answer(Document document) throws TextRefusedException {
        List<SegmentResult> results = new ArrayList<>();
        for (Segment segment : document.segments()) {
            PreparedText prepared = segment.prepared();
            TextRefusedException refusal = segment.refusal();
            if (prepared != null) {
                results.add(SegmentResult.answered(segment.answer(answer(prepared))));
            } else if (refusal != null) {
                results.add(SegmentResult.refused(refusal));
            }
        }
        return document.join(results);
    }

    static Answer answer(PreparedText text) {
        String source = text.request().text();
        String output = source.toUpperCase(Locale.ROOT);
        List<TextSpan> words = spans(WORD, source);
        List<AlignmentLink> links = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            links.add(new AlignmentLink(i, i, 1));
        }
        List<Token> outputTokens = new ArrayList<>(tokens(output));
        outputTokens.add(Token.special(0, "</s>"));
        int tokens = words.size() + 1;
        float mean = -0.1f * words.size();
        return Answer.builder(output)
                .languages("en", "de")
                .score(mean)
                .logProbs(mean, 0)
                .tokens(words.size(), tokens)
                .finishReason(source.contains("endless") ? FinishReason.LENGTH_LIMIT : FinishReason.END_TOKEN)
                .words(new WordAlignment(words, words, links))
                .attention(new TokenAttention(
                        text.sourceTokens(), outputTokens, new float[0], new float[0], new float[0], false))
                .unknown(words.isEmpty() ? UnknownPieces.NONE : new UnknownPieces(List.of(words.get(0)), 1))
                .build();
    }

    private static List<Token> tokens(String text) {
        return spans(TOKEN, text).stream()
                .map(span -> new Token(1, text.substring(span.start(), span.end()), span.start(), span.end()))
                .toList();
    }

    private static List<TextSpan> spans(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> new TextSpan(found.start(), found.end()))
                .toList();
    }
}
