// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.Doubt;
import dev.milena.api.FinishReason;
import dev.milena.api.TextSpan;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds for every text and answer, over texts that are made by rules from seeds. */
class InspectionPropertiesTest {
    private static final List<String> LANGUAGES = List.of(
            "en", "de", "zh-Hans", "ja", "sr-Latn", "und", "x-private", "xx", "nb", "ar", "", "not a tag", "de_AT");
    private static final List<String> PIECES = List.of(
            " ",
            "a",
            "Der",
            "the ",
            "12",
            "1,000",
            "6:30",
            "٣",
            "𝟙",
            "𒐀",
            "🚀",
            "👨‍👩‍👧",
            "漢字",
            "ไทย",
            "\u0301",
            "\uD800",
            "\uDC00",
            "\u0000",
            "\u202E",
            "ffffffff",
            "%",
            ".",
            ",",
            "ß",
            "İ",
            "ǅ",
            "०१",
            " . ",
            "1.",
            ".1",
            "'",
            "12'");

    @RepeatedTest(20)
    void shouldFindTheSameDoubtsInRangeForAnyText(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 500; i++) {
            String source = text(random);
            Answer answer = answer(random, source);
            String task = random.nextInt(4) == 0 ? "generation" : "translation";
            List<Doubt> doubts = all().inspected(source, task, answer).doubts();
            assertThat(all().inspected(source, task, answer).doubts()).isEqualTo(doubts);
            assertThat(doubts).extracting(Doubt::kind).isSorted().doesNotHaveDuplicates();
            for (Doubt doubt : doubts) {
                assertThat(doubt.value()).as("%s", doubt.kind()).isFinite().isNotNegative();
                requireInRange(doubt.source(), source.length());
                requireInRange(doubt.output(), answer.text().length());
            }
        }
    }

    private static Inspection all() {
        return new Inspection(Inspection.defaults().kinds(), new Limits(0.9, 0.55, 2.2, 0.5));
    }

    private static void requireInRange(List<TextSpan> spans, int length) {
        int last = 0;
        for (TextSpan span : spans) {
            assertThat(span.start()).isBetween(last, length);
            assertThat(span.end()).isBetween(span.start(), length);
            last = span.end();
        }
        assertThat(spans).hasSizeLessThanOrEqualTo(Subject.MOST_SPANS);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(40);
        for (int i = 0; i < pieces; i++) {
            String piece = random.nextInt(5) == 0
                    ? new String(Character.toChars(random.nextInt(Character.MAX_CODE_POINT + 1)))
                    : PIECES.get(random.nextInt(PIECES.size()));
            text.append(piece.repeat(random.nextInt(12) == 0 ? 1 + random.nextInt(30) : 1));
        }
        return text.toString();
    }

    private static Answer answer(Random random, String source) {
        String output = random.nextInt(4) == 0 ? source + text(random) : text(random);
        List<TextSpan> sources = spans(random, source.length());
        List<TextSpan> outputs = spans(random, output.length());
        List<AlignmentLink> links = new ArrayList<>();
        for (int i = 0; i < outputs.size() && !sources.isEmpty(); i++) {
            links.add(new AlignmentLink(random.nextInt(sources.size()), i, 0.5f));
        }
        return Answer.builder(output)
                .languages(language(random), language(random))
                .logProbs(-random.nextFloat(), 0)
                .tokens(1, random.nextInt(100))
                .finishReason(random.nextBoolean() ? FinishReason.END_TOKEN : FinishReason.LENGTH_LIMIT)
                .words(new WordAlignment(sources, outputs, links))
                .unknown(new UnknownPieces(spans(random, source.length()), 0))
                .build();
    }

    private static String language(Random random) {
        return LANGUAGES.get(random.nextInt(LANGUAGES.size()));
    }

    private static List<TextSpan> spans(Random random, int length) {
        List<TextSpan> spans = new ArrayList<>();
        int at = 0;
        while (at < length) {
            int end = Math.min(length, at + 1 + random.nextInt(6));
            spans.add(new TextSpan(at, end));
            at = end + random.nextInt(3);
        }
        return spans;
    }

    @Test
    void shouldGrowWithTheTextAndNoFaster() {
        Random random = new Random(1);
        StringBuilder source = new StringBuilder();
        StringBuilder output = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            source.append(PIECES.get(random.nextInt(PIECES.size()))).append(random.nextInt(100));
            output.append(PIECES.get(random.nextInt(PIECES.size()))).append(random.nextInt(100));
        }
        Answer answer = Answer.builder(output.toString()).languages("en", "de").build();
        assertThat(all().inspected(source.toString(), "translation", answer).doubts())
                .isNotEmpty();
    }
}
