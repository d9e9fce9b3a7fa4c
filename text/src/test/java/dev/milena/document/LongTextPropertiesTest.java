// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every text to summarize, and what becomes of texts that nobody writes. */
class LongTextPropertiesTest {
    private static final String[] PIECES = {
        "pump",
        "leaks",
        "oil",
        "😍",
        "今天天气很好",
        "https://example.com/a?b=c",
        "e\u0301te\u0301",
        "№",
        "one,",
        "two;",
        "ไปไหนมา"
    };
    private static final String[] ENDS = {". ", "! ", "? ", "\n", "\n\n", "\n- ", " ", "。", "… ", "  "};

    @Test
    void shouldReadOrNameEveryCharacterAndNoneTwice() throws TextRefusedException {
        for (int seed = 0; seed < 400; seed++) {
            String text = text(new Random(seed));
            SummaryModel model = new SummaryModel();
            Document document =
                    documents(TextOverflow.SALIENCE).divide(TextRequest.of(text), model.info(), model::prepare);
            Answer answer = model.answer(document);

            StringBuilder read = new StringBuilder();
            int end = 0;
            for (TextSpan span : answer.leftOut()) {
                assertThat(span.start())
                        .as("seed %s", seed)
                        .isGreaterThanOrEqualTo(end)
                        .isLessThan(span.end());
                read.append(text.substring(end, span.start()));
                end = span.end();
            }
            read.append(text.substring(end));
            assertThat(model.answered()).hasSize(1);
            assertThat(bare(model.answered().get(0))).as("seed %s", seed).isEqualTo(bare(read.toString()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SALIENCE", "MAP_REDUCE"})
    void shouldReferToTheWordsOfTheText(TextOverflow overflow) throws TextRefusedException {
        for (int seed = 0; seed < 200; seed++) {
            String text = text(new Random(seed));
            SummaryModel model = new SummaryModel();
            Answer answer =
                    model.answer(documents(overflow).divide(TextRequest.of(text), model.info(), model::prepare));

            answer.words().links().forEach(link -> {
                TextSpan source = answer.words().sourceWords().get(link.source());
                TextSpan output = answer.words().outputWords().get(link.output());
                String written = answer.text().substring(output.start(), output.end());
                String read = text.substring(source.start(), source.end());
                assertThat(read).contains(Character.toString(written.codePointAt(0)));
                if (overflow == TextOverflow.SALIENCE) {
                    assertThat(read.codePointAt(0)).isEqualTo(written.codePointAt(0));
                    assertThat(read.codePointBefore(read.length()))
                            .isEqualTo(written.codePointBefore(written.length()));
                }
            });
            for (Token token : Objects.requireNonNull(answer.attention()).sourceTokens()) {
                assertThat(token.isSpecial() || token.end() <= text.length()).isTrue();
            }
        }
    }

    @Test
    void shouldAskEveryPartOnceAndWithinTheBudget() throws TextRefusedException {
        for (int seed = 0; seed < 200; seed++) {
            String text = text(new Random(seed)).repeat(5);
            SummaryModel model = new SummaryModel();
            Document document =
                    documents(TextOverflow.MAP_REDUCE).divide(TextRequest.of(text), model.info(), model::prepare);
            StringBuilder asked = new StringBuilder();
            for (Segment segment : document.segments()) {
                PreparedText prepared = Objects.requireNonNull(segment.prepared());
                assertThat(prepared.sourceTokens()).hasSizeLessThanOrEqualTo(SummaryModel.MAX_TOKENS);
                asked.append(prepared.request().text());
            }
            assertThat(lettersOf(asked.toString())).as("seed %s", seed).isEqualTo(lettersOf(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "今天",
                "x. ",
                "Hm! ",
                "x\n",
                "x, ",
                "http://",
                "<b>x</b>",
                "<br/>",
                "a\u0301",
                "😍x ",
                "ไปไหนมา",
                "- x\n",
                "@a "
            })
    void shouldExcerptVeryMuchOfAnything(String pattern) throws TextRefusedException {
        String text = pattern.repeat((pattern.equals("x") ? 1 << 20 : 1 << 18) / pattern.length());
        SummaryModel model = new SummaryModel();
        Answer answer =
                model.answer(documents(TextOverflow.AUTO).divide(TextRequest.of(text), model.info(), model::prepare));

        assertThat(answer.leftOut()).isNotEmpty();
        assertThat(model.answered()).hasSize(1);
        assertThat(SummaryModel.tokens(model.answered().get(0))).hasSizeBetween(1, SummaryModel.MAX_TOKENS - 1);
        assertThat(model.prepared().stream().mapToLong(String::length).sum())
                .as("characters that were tokenized")
                .isLessThan(3L * text.length());
    }

    @Test
    void shouldExcerptADocumentOfAHundredThousandSentences() throws TextRefusedException {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            text.append("Sentence ")
                    .append(i)
                    .append(" says ")
                    .append(random.nextInt(5_000))
                    .append(". ");
        }
        SummaryModel model = new SummaryModel();
        Answer answer = model.answer(
                documents(TextOverflow.SALIENCE).divide(TextRequest.of(text.toString()), model.info(), model::prepare));

        assertThat(answer.leftOut()).hasSizeLessThan(6);
        assertThat(model.prepared()).hasSizeLessThan(1_000);
        assertThatThrownBy(() -> documents(TextOverflow.MAP_REDUCE)
                        .divide(TextRequest.of(text.toString()), model.info(), model::prepare))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.TEXT_TOO_LONG))
                .hasMessageContaining("milena.text.max.segments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a?b=c", "<div><br/></div>", "😍", "...", "42"})
    void shouldAskAShortTextOfAnything(String text) throws TextRefusedException {
        SummaryModel model = new SummaryModel();
        Answer answer =
                model.answer(documents(TextOverflow.AUTO).divide(TextRequest.of(text), model.info(), model::prepare));

        assertThat(model.answered()).containsExactly(text);
        assertThat(answer.leftOut()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SALIENCE", "MAP_REDUCE"})
    void shouldRefuseWhatSaysNothing(TextOverflow overflow) {
        SummaryModel model = new SummaryModel();
        for (String text : List.of("", " \n ", "! ".repeat(5_000))) {
            assertThatThrownBy(() -> documents(overflow).divide(TextRequest.of(text), model.info(), model::prepare))
                    .isInstanceOf(TextRefusedException.class);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("Pump");
        for (int i = 3 + random.nextInt(60); i > 0; i--) {
            text.append(random.nextInt(4) == 0 ? ENDS[random.nextInt(ENDS.length)] : " ")
                    .append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static String bare(String text) {
        return text.replaceAll("\\s", "");
    }

    private static String lettersOf(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static Documents documents(TextOverflow overflow) {
        return new Documents(
                Segmenting.AUTO,
                BadSegments.REFUSE,
                4_096,
                Protection.auto(),
                TextFormat.PLAIN,
                InCapitals.SMALL,
                overflow);
    }
}
