// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.GlossaryHit;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.StandIns;
import dev.milena.api.TermUse;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WordAlignment;
import dev.milena.glossary.GlossaryBuilder;
import dev.milena.glossary.GlossaryEntry;
import dev.milena.glossary.LanguagePair;
import dev.milena.glossary.Terms;
import dev.milena.protection.ProtectedSpan;
import dev.milena.protection.ProtectedText;
import dev.milena.protection.Protection;
import dev.milena.protection.Protector;
import dev.milena.protection.Tag;
import dev.milena.protection.Tags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever a model makes of a text: no piece is lost, tags nest, and everything said of the answer is so. */
class MaskingPropertiesTest {
    private static final int CASES = 500;
    private static final Protector ALL = Protection.auto().in("translation");
    private static final Pattern WORD = Pattern.compile("⟦\\d⟧|\\p{L}+|\\p{N}+");
    private static final List<StandIns> STAND_INS = List.of(
            StandIns.NONE,
            new StandIns(List.of("Tom", "Maria", "Boston"), false),
            new StandIns(List.of("⟦0⟧", "⟦1⟧", "⟦2⟧", "⟦3⟧"), true));
    private static final List<String> PIECES = List.of(
            "https://example.com/a?b=c",
            "me@example.com",
            "{0}",
            "%s",
            "{{ x }}",
            "10:30",
            "1,234",
            "😍",
            "🇩🇪",
            "#tag",
            "`code x`",
            "<br/>",
            "Tom",
            "⟦0⟧",
            "AB-12");
    private static final List<String> PAIRS = List.of("b", "i", "a");
    private static final List<String> WORDS =
            List.of("the", "house", "über", "漢字", "is", "a", "Maria", "no,", "yes.", "\n");

    private static final Terms TERMS = new GlossaryBuilder()
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("house", "Gebäude & Co"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("the house", "Bau"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("über", "😍 über"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("漢", "Han"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("word", "wordx"))
            .build()
            .between("en", "de");

    @RepeatedTest(8)
    void shouldSayWhatBecameOfEveryTermWhateverAModelSays(RepetitionInfo repetition) {
        Random random = new Random(100 + repetition.getCurrentRepetition());
        int written = 0;
        for (int i = 0; i < CASES; i++) {
            boolean isShouted = i % 5 == 0;
            String text = text(random, isShouted);
            ProtectedText kept = ALL.find(text, TERMS.find(text));
            Masked masked = Masked.of(
                    kept,
                    new TextSpan(0, text.length()),
                    STAND_INS.get(i % STAND_INS.size()),
                    isShouted ? Capitals.inSmallLetters("en", "de") : Capitals.AS_THEY_ARE);

            Answer answer = masked.unmask(answer(masked.text(), random));

            assertThat(answer.glossaryHits())
                    .extracting(hit -> cut(text, hit.source()).toLowerCase(Locale.ROOT))
                    .containsExactlyElementsOf(kept.terms(new TextSpan(0, text.length())).stream()
                            .map(term -> term.entry().source())
                            .toList());
            for (GlossaryHit hit : answer.glossaryHits()) {
                TextSpan there = hit.output();
                assertThat(there == null).isEqualTo(hit.use() == TermUse.MISSED);
                if (there != null && hit.use() != TermUse.KEPT) {
                    assertThat(cut(answer.text(), there)).isEqualToIgnoringCase(hit.translation());
                    written++;
                }
            }
            assertThat(answer.protectedPieces()).hasSameSizeAs(kept.spans());
            assertThat(tags(answer.text())).as(text).isEqualTo(tags(text));
            checkSpans(text, answer);
        }
        assertThat(written).isGreaterThan(CASES / 2);
    }

    @RepeatedTest(8)
    void shouldKeepEveryPieceWhateverAModelSays(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < CASES; i++) {
            boolean isShouted = i % 2 == 1;
            String text = text(random, isShouted);
            ProtectedText kept = ALL.find(text);
            Masked masked = Masked.of(
                    kept,
                    new TextSpan(0, text.length()),
                    STAND_INS.get(i % STAND_INS.size()),
                    isShouted ? Capitals.inSmallLetters("en", "de") : Capitals.AS_THEY_ARE);
            Answer raw = answer(masked.text(), random);

            Answer answer = masked.unmask(raw);

            assertThat(answer.protectedPieces()).hasSameSizeAs(kept.spans());
            for (ProtectedPiece piece : answer.protectedPieces()) {
                assertThat(cut(answer.text(), piece.output())).isEqualTo(cut(text, piece.source()));
            }
            assertThat(answer.protectedPieces())
                    .extracting(ProtectedPiece::source)
                    .containsExactlyInAnyOrderElementsOf(
                            kept.spans().stream().map(ProtectedSpan::span).toList());
            assertThat(tags(answer.text())).as(text).isEqualTo(tags(text));
            checkOrder(answer.protectedPieces().stream()
                    .map(ProtectedPiece::output)
                    .toList());
            checkSpans(text, answer);
        }
    }

    private static List<Tag> tags(String text) {
        return Tags.unpaired(Tags.in(text));
    }

    private static void checkSpans(String text, Answer answer) {
        checkWithin(answer.words().sourceWords(), text);
        checkWithin(answer.words().outputWords(), answer.text());
        checkWithin(answer.unknown().source(), text);
        checkOrder(answer.words().sourceWords());
        checkOrder(answer.words().outputWords());
        for (AlignmentLink link : answer.words().links()) {
            assertThat(link.source()).isBetween(0, answer.words().sourceWords().size() - 1);
            assertThat(link.output()).isBetween(0, answer.words().outputWords().size() - 1);
            assertThat(link.weight()).isBetween(0f, 1f);
        }
        TokenAttention attention = answer.attention();
        if (attention != null) {
            checkWithin(spans(attention.sourceTokens()), text);
            checkWithin(spans(attention.outputTokens()), answer.text());
        }
    }

    private static void checkWithin(List<TextSpan> spans, String text) {
        assertThat(spans).allSatisfy(span -> {
            assertThat(span.start()).isBetween(0, span.end());
            assertThat(span.end()).isLessThanOrEqualTo(text.length());
        });
    }

    private static void checkOrder(List<TextSpan> spans) {
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i).start())
                    .isGreaterThanOrEqualTo(spans.get(i - 1).end());
        }
    }

    private static String text(Random random, boolean isShouted) {
        StringBuilder text = new StringBuilder(isShouted ? "THE WORD" : "word");
        List<String> open = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(random.nextInt(4) == 0 ? "" : " ");
            switch (random.nextInt(6)) {
                case 0, 1 -> text.append(PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> {
                    open.add(PAIRS.get(random.nextInt(PAIRS.size())));
                    text.append('<').append(open.get(open.size() - 1)).append('>');
                }
                case 3 -> text.append(open.isEmpty() ? "1" : "</" + open.remove(open.size() - 1) + ">");
                default -> {
                    String word = WORDS.get(random.nextInt(WORDS.size()));
                    text.append(isShouted ? word.toUpperCase(Locale.ROOT) : word);
                }
            }
        }
        while (!open.isEmpty()) {
            text.append("</").append(open.remove(open.size() - 1)).append('>');
        }
        return text.toString();
    }

    /** The words of what was asked, some lost, some twice, some altered, in another order. */
    private static Answer answer(String asked, Random random) {
        List<TextSpan> sources = words(asked);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            for (int copies = random.nextInt(8) == 0 ? random.nextInt(3) : 1; copies > 0; copies--) {
                order.add(i);
            }
        }
        if (random.nextInt(3) == 0) {
            Collections.shuffle(order, random);
        }
        StringBuilder output = new StringBuilder();
        List<TextSpan> outputs = new ArrayList<>();
        List<AlignmentLink> links = new ArrayList<>();
        for (int source : order) {
            String word = cut(asked, sources.get(source));
            output.append(output.length() > 0 && random.nextInt(5) > 0 ? " " : "");
            int start = output.length();
            output.append(random.nextInt(6) == 0 ? word + "x" : word);
            if (random.nextInt(4) > 0) {
                links.add(new AlignmentLink(source, outputs.size(), random.nextFloat()));
            }
            outputs.add(new TextSpan(start, output.length()));
        }
        List<Token> sourceTokens = tokens(sources);
        List<Token> outputTokens = new ArrayList<>(tokens(outputs));
        outputTokens.add(Token.special(0, "</s>"));
        return Answer.builder(output.toString())
                .words(new WordAlignment(sources, outputs, links))
                .unknown(new UnknownPieces(sources, 0))
                .attention(
                        new TokenAttention(sourceTokens, outputTokens, new float[0], new float[0], new float[0], false))
                .build();
    }

    private static List<Token> tokens(List<TextSpan> spans) {
        return spans.stream()
                .map(span -> new Token(1, "x", span.start(), span.end()))
                .toList();
    }

    private static List<TextSpan> spans(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> !token.isSpecial())
                .map(token -> new TextSpan(token.start(), token.end()))
                .toList();
    }

    private static List<TextSpan> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(found -> new TextSpan(found.start(), found.end()))
                .toList();
    }

    private static String cut(String text, TextSpan span) {
        return text.substring(span.start(), span.end());
    }
}
