// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
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
import java.util.regex.Pattern;

/** Summarizes a text by its first words; a token has at most eight characters, and each text has an end token. One thread. */
final class SummaryModel {
    static final int MAX_TOKENS = 12;
    static final int WORDS = 3;

    private static final Pattern TOKEN = Pattern.compile("\\S{1,8}");
    private static final Pattern WORD = Pattern.compile("\\S+");

    private final List<String> prepared = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();
    private final int maxTokens;

    SummaryModel() {
        this(MAX_TOKENS);
    }

    SummaryModel(int maxTokens) {
        this.maxTokens = maxTokens;
    }

    /** What it was asked, in order. */
    List<String> answered() {
        return answered;
    }

    /** What it prepared, in order. */
    List<String> prepared() {
        return prepared;
    }

    ModelInfo info() {
        return new ModelInfo("sum", "1", "00", "summarization", List.of("en"), List.of("en"), maxTokens, 50);
    }

    PreparedText prepare(TextRequest request) throws TextRefusedException {
        prepared.add(request.text());
        WellFormedText.check(request.text());
        List<Token> tokens = new ArrayList<>(tokens(request.text()));
        if (tokens.isEmpty()) {
            throw new TextRefusedException(RefusalCode.EMPTY_TEXT, "nothing");
        }
        tokens.add(Token.special(0, "</s>"));
        if (tokens.size() > maxTokens) {
            throw new TextRefusedException(RefusalCode.TOO_MANY_TOKENS, "too many");
        }
        return new PreparedText(request, tokens, "en", "en", 50);
    }

    /** Answers a document round by round; a part that says "trip" is refused. */
    Answer answer(Document first) throws TextRefusedException {
        Document document = first;
        while (true) {
            List<SegmentResult> results = new ArrayList<>();
            for (Segment segment : document.segments()) {
                PreparedText text = segment.prepared();
                if (text == null || text.request().text().contains("trip")) {
                    results.add(SegmentResult.refused(
                            new TextRefusedException(RefusalCode.ENGINE_FAILED, "tripped over a part")));
                } else {
                    results.add(SegmentResult.answered(segment.answer(answer(text))));
                }
            }
            Document next = document.next(results);
            if (next == null) {
                return document.join(results);
            }
            document = next;
        }
    }

    private Answer answer(PreparedText text) {
        String source = text.request().text();
        answered.add(source);
        List<TextSpan> words = spans(WORD, source);
        StringBuilder output = new StringBuilder();
        List<TextSpan> outputs = new ArrayList<>();
        List<AlignmentLink> links = new ArrayList<>();
        for (TextSpan word : words.subList(0, Math.min(WORDS, words.size()))) {
            output.append(output.length() == 0 ? "" : " ");
            int start = output.length();
            output.append(source, word.start(), word.end());
            links.add(new AlignmentLink(outputs.size(), outputs.size(), 0.5f));
            outputs.add(new TextSpan(start, output.length()));
        }
        return Answer.builder(output.toString())
                .languages("en", "en")
                .tokens(text.sourceTokens().size(), outputs.size() + 1)
                .words(new WordAlignment(words, outputs, links))
                .attention(new TokenAttention(
                        text.sourceTokens(), List.of(), new float[0], new float[0], new float[0], false))
                .unknown(new UnknownPieces(List.of(words.get(words.size() - 1)), 0))
                .build();
    }

    static List<Token> tokens(String text) {
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
