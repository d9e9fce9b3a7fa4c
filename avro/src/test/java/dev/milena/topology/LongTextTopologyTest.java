// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.ModelInfo;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.Span;
import dev.milena.schemas.SpanUnit;
import dev.milena.testing.FakeTextModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the contracts say of a text that is longer than its summarizer reads. */
class LongTextTopologyTest {
    private static final String PUMP = "The pump leaks oil 😀 in hall two. ";
    private static final String NOISE = "Lunch was late in the canteen again today. ".repeat(8);
    private static final String TEXT = PUMP + NOISE + "Oil of the pump in hall two leaks.";

    @ParameterizedTest
    @CsvSource({"utf-16, UTF16", "code-points, CODE_POINT"})
    void shouldNameWhatASummaryLeavesOut(String setting, SpanUnit unit) {
        try (TopologyFixture kafka = summarizing(Map.of("milena.output.span.unit", setting))) {
            kafka.sendText("k", TEXT);
            kafka.tick();

            EnrichedText answer = kafka.answers.readValue();
            assertThat(answer.getSpanUnit()).isEqualTo(unit);
            assertThat(answer.getText())
                    .contains("The pump leaks oil", "Oil of the pump")
                    .doesNotContain(NOISE);
            assertThat(answer.getLeftOut()).isNotEmpty();
            for (Span span : answer.getLeftOut()) {
                assertThat(NOISE).contains(cut(span, unit));
            }
            assertThat(answer.getSourceWords()) // the fake's one word is all that it read
                    .extracting(word -> cut(word, unit))
                    .containsExactly(TEXT);
            assertThat(kafka.deadLetters.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldLeaveNothingOutOfAShortText() {
        try (TopologyFixture kafka = summarizing(Map.of())) {
            kafka.sendText("k", PUMP.strip());
            kafka.tick();

            assertThat(kafka.answers.readValue().getLeftOut()).isEmpty();
        }
    }

    @Test
    void shouldSummarizePartsAndThenTheSummariesInTheOrderOfTheKey() {
        try (TopologyFixture kafka = summarizing(Map.of("milena.text.overflow", "map-reduce"))) {
            kafka.sendText("k", TEXT);
            kafka.sendText("k", PUMP.strip());
            kafka.tick();
            kafka.tick();

            List<EnrichedText> answers = kafka.answers.readValuesToList();
            assertThat(answers).hasSize(2);
            assertThat(answers.get(1).getText()).isEqualTo(FakeTextModel.answerTo(PUMP.strip()));
            assertThat(kafka.model.requests())
                    .anyMatch(request -> request.text().contains(">\n<"));
            assertThat(kafka.storeSize()).isZero();
        }
    }

    private static String cut(Span span, SpanUnit unit) {
        return unit == SpanUnit.UTF16
                ? TEXT.substring(span.getStart(), span.getEnd())
                : TEXT.substring(
                        TEXT.offsetByCodePoints(0, span.getStart()), TEXT.offsetByCodePoints(0, span.getEnd()));
    }

    private static TopologyFixture summarizing(Map<String, String> settings) {
        ModelInfo info = new ModelInfo(
                "sum",
                "1",
                "ab".repeat(32),
                "summarization",
                List.of("en"),
                List.of("de"),
                FakeTextModel.MAX_SOURCE_TOKENS,
                50);
        return TopologyFixture.stepped(new HashMap<>(settings), new FakeTextModel(info));
    }
}
