// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds for every document, over documents that are made by rules from seeds. */
class DocumentPropertiesTest {
    private static final Documents DOCUMENTS = new Documents(
            Segmenting.ON,
            BadSegments.KEEP,
            100_000,
            Protection.none(),
            TextFormat.PLAIN,
            InCapitals.SMALL,
            TextOverflow.AUTO);
    private static final List<String> SPACES = List.of(
            " ", "  ", "\n", "\r\n", "\n\n", "\r\n\r\n", "\t", "\u00A0", "\u3000", "\r", "\u2028", " \n \n ", "");
    private static final List<String> WORDS = List.of(
            "bread",
            "No",
            "Dr.",
            "3.14",
            "1,000",
            "the",
            "e.g.",
            "Haus",
            "naïve",
            "😍",
            "👨‍👩‍👧",
            "今天天气",
            "ไปไหนมา",
            "«oui»",
            "(well)",
            "\"so\"",
            "x".repeat(90),
            "http://a.b/c?d=e",
            "- ",
            "1. ",
            "…",
            "كتاب",
            "a\u0301",
            "-----",
            "#");
    private static final List<String> ENDS =
            List.of(".", "!", "?", "...", "。", "؟", "।", ".\"", "!)", ":", ",", ";", "");

    @RepeatedTest(20)
    void shouldRebuildSourceAndAnswerFromSegments(RepetitionInfo repetition) throws TextRefusedException {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 100; i++) {
            String text = document(random, 1 + random.nextInt(40));
            if (text.isBlank() || text.codePoints().noneMatch(Character::isLetterOrDigit)) {
                continue;
            }

            Document document = divide(text);
            Answer answer = WordModel.answer(document);

            assertThat(rebuilt(
                            text,
                            document.segments().stream().map(Segment::source).toList(),
                            text))
                    .isEqualTo(text);
            checkGaps(text, answer);
            checkSpans(text, answer);
        }
    }

    @RepeatedTest(20)
    void shouldGoOnFromWhatItKnowsAfterARestart(RepetitionInfo repetition) throws TextRefusedException {
        String text = "Start. A trip. " + document(new Random(-repetition.getCurrentRepetition()), 30);

        assertThat(divide(text).segments().toString())
                .isEqualTo(divide(text).segments().toString());
    }

    @Test
    void shouldDivideDocumentsOfOneToTwoThousandSentences() throws TextRefusedException {
        for (int sentences : new int[] {1, 2, 20, 200, 2_000}) {
            String text = "He came at six. ".repeat(sentences).strip();

            Answer answer = WordModel.answer(divide(text));

            assertThat(answer.segments()).hasSize(sentences == 1 ? 0 : sentences);
            assertThat(answer.text()).isEqualTo(text.toUpperCase(Locale.ROOT));
        }
    }

    private static Document divide(String text) throws TextRefusedException {
        WordModel model = new WordModel();
        return DOCUMENTS.divide(TextRequest.of(text), model.info(), model::prepare);
    }

    /** The spans, and what stands between them. */
    private static String rebuilt(String text, List<TextSpan> spans, String all) {
        StringBuilder built = new StringBuilder();
        int end = 0;
        for (TextSpan span : spans) {
            assertThat(span.start()).isGreaterThanOrEqualTo(end).isLessThan(span.end());
            built.append(text, end, span.start()).append(all, span.start(), span.end());
            end = span.end();
        }
        return built.append(text, end, text.length()).toString();
    }

    /** What stands between two segments stands between their answers; where nothing does, a space may. */
    private static void checkGaps(String text, Answer answer) {
        int source = 0;
        int output = 0;
        for (AnsweredSegment segment : answer.segments()) {
            String gap = text.substring(source, segment.source().start());
            assertThat(answer.text().substring(output, segment.output().start()))
                    .isIn(gap, gap.isEmpty() ? " " : gap);
            source = segment.source().end();
            output = segment.output().end();
        }
        if (!answer.segments().isEmpty()) {
            assertThat(answer.text().substring(output)).isEqualTo(text.substring(source));
        }
    }

    private static void checkSpans(String text, Answer answer) {
        List<TextSpan> sources = answer.words().sourceWords();
        List<TextSpan> outputs = answer.words().outputWords();
        assertThat(sources).hasSameSizeAs(outputs);
        for (int i = 0; i < sources.size(); i++) {
            String source =
                    text.substring(sources.get(i).start(), sources.get(i).end());
            String output = answer.text()
                    .substring(outputs.get(i).start(), outputs.get(i).end());
            assertThat(output).isEqualTo(source.toUpperCase(Locale.ROOT));
        }
        assertThat(answer.words().links()).allSatisfy(link -> {
            assertThat(link.source()).isBetween(0, sources.size() - 1);
            assertThat(link.output()).isBetween(0, outputs.size() - 1);
        });
        int end = 0;
        for (AnsweredSegment segment : answer.segments()) {
            String source =
                    text.substring(segment.source().start(), segment.source().end());
            assertThat(segment.output().start()).isGreaterThanOrEqualTo(end);
            end = segment.output().end();
            assertThat(answer.text().substring(segment.output().start(), end))
                    .isEqualToNormalizingWhitespace(source.toUpperCase(Locale.ROOT));
        }
    }

    private static String document(Random random, int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            int words = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 8);
            for (int word = 0; word < words; word++) {
                text.append(of(WORDS, random)).append(random.nextInt(12) == 0 ? of(SPACES, random) : " ");
            }
            text.append(of(ENDS, random)).append(random.nextInt(3) == 0 ? of(SPACES, random) : " ");
        }
        return text.toString();
    }

    private static String of(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
