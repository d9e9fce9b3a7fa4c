// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.TextRequest;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.MemberLink;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.SpanUnit;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.schemas.Window;
import dev.milena.schemas.WindowMember;
import dev.milena.testing.FakeTextModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Summaries over windows between the built-in topics. The model of these tests repeats its text in brackets. */
class WindowTopologyTest {
    private static final String TEXTS = "milena.output.include.source.text";

    @Test
    void shouldSummarizeTheEventsOfAKeyAndNameThem() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of(TEXTS, "true"))) {
            kafka.send("a", 1, "The pump leaks.");
            kafka.send("b", 2, "Elsewhere.");
            kafka.send("a", 4, "It is shut off.");
            kafka.send("c", 30, "closes");

            EnrichedText summary = kafka.answers().get(0);
            assertThat(summary.getText()).isEqualTo("<The pump leaks.\n\nIt is shut off.>");
            assertThat(summary.getSourceText()).isEqualTo("The pump leaks.\n\nIt is shut off.");
            assertThat(summary.getTask()).isEqualTo(Task.SUMMARIZATION);
            assertThat(summary.getSource()).isEqualTo(kafka.event(2, 4));
            assertThat(summary.getAttributes()).isEmpty();
            Window window = summary.getWindow();
            assertThat(window.getStart()).isEqualTo(kafka.millis(0));
            assertThat(window.getEnd()).isEqualTo(kafka.millis(10));
            assertThat(window.getEdition()).isEqualTo(1);
            assertThat(window.getIsFinal()).isTrue();
            assertThat(window.getRecords()).isEqualTo(2);
            assertThat(window.getId())
                    .matches("window-[0-9a-f]{24}-" + kafka.millis(0) + "-" + kafka.millis(10) + "-1");
            assertThat(window.getMembers())
                    .containsExactly(
                            new WindowMember(kafka.event(0, 1), new Span(0, 15)),
                            new WindowMember(kafka.event(2, 4), new Span(17, 32)));
            assertThat(window.getStory()).isNull();
            assertThat(window.getLeftOut()).isEmpty();
            assertThat(kafka.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldKeepKeyAndTimeOfTheLastEventAndNoHeaders() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of())) {
            kafka.send("the key", 4, "two");
            kafka.send("the key", 1, "one");
            kafka.send("c", 30, "closes");
            kafka.settle();

            TestRecord<String, EnrichedText> record = kafka.kafka
                    .driver
                    .createOutputTopic(
                            "milena.enriched",
                            new StringDeserializer(),
                            new dev.milena.serde.EnrichedTextSerde().deserializer())
                    .readRecord();
            assertThat(record.key()).isEqualTo("the key");
            assertThat(record.timestamp()).isEqualTo(kafka.millis(4));
            assertThat(record.headers()).isEmpty();
            assertThat(record.value().getSourceText()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"utf-16, UTF16", "code-points, CODE_POINT"})
    void shouldNameTheWordsThatASummaryRestsOnInTheUnitOfTheOutputs(String setting, SpanUnit unit) {
        Map<String, String> settings = Map.of("milena.output.span.unit", setting, TEXTS, "true");
        try (SummarizedTopics kafka = SummarizedTopics.tens(settings)) {
            String first = "Oil 😀 leaks.";
            String second = "😀 shut.";
            kafka.send("a", 1, first);
            kafka.send("a", 2, second);
            kafka.send("c", 30, "closes");

            EnrichedText summary = kafka.answers().get(0);
            Window window = summary.getWindow();
            assertThat(window.getMembers())
                    .extracting(member -> cut(String.valueOf(summary.getSourceText()), member.getSpan(), unit))
                    .containsExactly(first, second);
            List<MemberLink> links = window.getRestsOn(); // the fake's one word rests on all that it read
            assertThat(links).extracting(MemberLink::getMember).containsExactly(0, 1);
            assertThat(cut(first, links.get(0).getSource(), unit)).isEqualTo(first);
            assertThat(cut(second, links.get(1).getSource(), unit)).isEqualTo(second);
            assertThat(links)
                    .extracting(link -> cut(summary.getText(), link.getOutput(), unit))
                    .containsOnly(summary.getText());
        }
    }

    private static String cut(String text, Span span, SpanUnit unit) {
        return unit == SpanUnit.CODE_POINT
                ? text.substring(text.offsetByCodePoints(0, span.getStart()), text.offsetByCodePoints(0, span.getEnd()))
                : text.substring(span.getStart(), span.getEnd());
    }

    @Test
    void shouldAskForASummaryWhateverEventsAskFor() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of())) {
            TextEvent event = TextEvent.newBuilder(Events.event("one", "xx", "yy", "another"))
                    .setTask(Task.TRANSLATION)
                    .setTargetText("given")
                    .build();
            kafka.send("a", 1, event);
            kafka.send("c", 30, "closes");

            assertThat(kafka.answers()).extracting(EnrichedText::getText).containsExactly("<one>");
            TextRequest asked = kafka.kafka.model.requests().get(0);
            assertThat(asked.targetText()).isNull();
            assertThat(asked.sourceLanguage()).isNull();
        }
    }

    @Test
    void shouldTellEarlyAndMarkIt() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.window.update.events", "2"))) {
            for (int i = 1; i <= 3; i++) {
                kafka.send("a", i, "t" + i);
            }
            kafka.send("c", 30, "closes");

            assertThat(kafka.answers())
                    .extracting(SummarizedTopics::line)
                    .containsExactly("1? 2 <t1\n\nt2>", "2! 3 <t1\n\nt2\n\nt3>");
        }
    }

    @Test
    void shouldTellEarlyAfterATimeOfTheWallClock() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.window.update.ms", "2000"))) {
            kafka.send("a", 1, "one");
            assertThat(kafka.answers()).isEmpty();
            kafka.advance(Duration.ofMillis(2_500));

            assertThat(kafka.answers()).extracting(SummarizedTopics::line).containsExactly("1? 1 <one>");
        }
    }

    @Test
    void shouldCloseWindowsOfASilentStream() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.window.idle.ms", "1000"))) {
            kafka.send("a", 1, "one");
            kafka.advance(Duration.ofSeconds(8));
            assertThat(kafka.answers()).isEmpty();
            kafka.advance(Duration.ofSeconds(2));

            assertThat(kafka.answers()).extracting(SummarizedTopics::line).containsExactly("1! 1 <one>");
        }
    }

    @Test
    void shouldSummarizeSessions() {
        Map<String, String> session = Map.of("milena.window.kind", "session", "milena.window.gap.ms", "5000");
        try (SummarizedTopics kafka = SummarizedTopics.of(session)) {
            kafka.send("a", 1, "one");
            kafka.send("a", 6, "two");
            kafka.send("a", 12, "three");
            kafka.send("c", 60, "closes");

            List<EnrichedText> summaries = kafka.answers();
            assertThat(summaries)
                    .extracting(SummarizedTopics::line)
                    .containsExactly("1! 2 <one\n\ntwo>", "1! 1 <three>");
            assertThat(summaries.get(0).getWindow().getStart()).isEqualTo(kafka.millis(1));
            assertThat(summaries.get(0).getWindow().getEnd()).isEqualTo(kafka.millis(11) + 1);
        }
    }

    @Test
    void shouldSummarizeHoppingWindows() {
        Map<String, String> hopping = Map.of(
                "milena.window.kind", "hopping", "milena.window.size.ms", "10000", "milena.window.advance.ms", "5000");
        try (SummarizedTopics kafka = SummarizedTopics.of(hopping)) {
            kafka.send("a", 6, "one");
            kafka.send("a", 12, "two");
            kafka.send("c", 60, "closes");

            assertThat(kafka.answers())
                    .extracting(SummarizedTopics::line)
                    .containsExactly("1! 1 <one>", "1! 2 <one\n\ntwo>", "1! 1 <two>");
        }
    }

    @Test
    void shouldGoOnWithTheStoryAndSayWhereItStands() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.window.story.ms", "60000", TEXTS, "true"))) {
            kafka.send("a", 1, "one");
            kafka.send("a", 11, "two");
            kafka.send("c", 40, "closes");

            EnrichedText second = kafka.answers().get(1);
            assertThat(second.getText()).isEqualTo("<<one>\n\ntwo>");
            Window window = second.getWindow();
            assertThat(window.getStory()).isEqualTo(new Span(0, 5));
            assertThat(window.getMembers()).extracting(WindowMember::getSpan).containsExactly(new Span(7, 10));
            assertThat(window.getRestsOn()).extracting(MemberLink::getMember).containsExactly(-1, 0);
            assertThat(window.getRestsOn().get(0).getSource()).isEqualTo(new Span(0, 5));
            assertThat(window.getRestsOn().get(1).getSource()).isEqualTo(new Span(0, 3));
        }
    }

    @Test
    void shouldNameWhatTheModelLeavesOutOfALongWindow() {
        String long1 = "Lunch was late in the canteen again today. ".repeat(4).strip();
        String long2 =
                "The pump in hall two has leaked oil since noon. ".repeat(4).strip();
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.text.overflow", "latest"))) {
            kafka.send("a", 1, long1);
            kafka.send("a", 2, long2);
            kafka.send("c", 30, "closes");

            Window window = kafka.answers().get(0).getWindow();
            assertThat(window.getLeftOut()).isNotEmpty().allSatisfy(piece -> {
                assertThat(piece.getMember()).isZero();
                assertThat(piece.getSpan().getEnd()).isLessThanOrEqualTo(long1.length());
            });
        }
    }

    @Test
    void shouldSayInAttentionMapsWhichWindowTheyExplain() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.window.update.events", "1"))) {
            kafka.send("a", 1, "one");
            kafka.send("c", 30, "closes");

            List<EnrichedText> answers = kafka.answers();
            assertThat(kafka.kafka.attention.readValuesToList())
                    .extracting(AttentionMap::getWindow)
                    .containsExactlyElementsOf(answers.stream()
                            .map(answer -> answer.getWindow().getId())
                            .toList())
                    .doesNotHaveDuplicates();
            assertThat(answers).noneMatch(EnrichedText::getAttentionOmitted);
        }
    }

    @Test
    void shouldSendSummariesInDoubtToTheirTopic() {
        Map<String, String> quarantine =
                Map.of("milena.quarantine.topic", "milena.quarantine", "milena.doubt.kinds", "RUNAWAY");
        try (SummarizedTopics kafka = SummarizedTopics.tens(quarantine)) {
            kafka.send("a", 1, FakeTextModel.ENDLESS);
            kafka.send("b", 2, "fine");
            kafka.send("c", 30, "closes");

            assertThat(kafka.answers()).extracting(EnrichedText::getText).containsExactly("<fine>");
            EnrichedText doubtful = kafka.output("milena.quarantine").readValue();
            assertThat(doubtful.getDoubts()).isNotEmpty();
            assertThat(doubtful.getWindow().getMembers()).hasSize(1);
        }
    }

    @Test
    void shouldMakeADeadLetterOfARefusedWindowAndNameItsEvents() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of())) {
            kafka.send("a", 1, "some");
            kafka.send("a", 2, FakeTextModel.POISON);
            kafka.send("c", 30, "closes");

            DeadLetter letter = kafka.deadLetters().get(0);
            assertThat(letter.getCode()).isEqualTo(DeadLetterCode.ENGINE_FAILED);
            assertThat(letter.getSource()).isEqualTo(kafka.event(1, 2));
            assertThat(letter.getValueSize()).isEqualTo(-1);
            assertThat(letter.getWindow().getIsFinal()).isTrue();
            assertThat(letter.getWindow().getMembers())
                    .extracting(WindowMember::getSource)
                    .containsExactly(kafka.event(0, 1), kafka.event(1, 2));
            assertThat(letter.getMessage()).doesNotContain(FakeTextModel.POISON);
        }
    }

    @Test
    void shouldRefuseASummaryThatItsTopicWouldNotTake() {
        Map<String, RecordLimits> limits = Map.of(
                "milena.enriched", new RecordLimits(300, RecordLimits.UNLIMITED, RecordLimits.UNLIMITED),
                "milena.dead-letters", new RecordLimits(1_000, RecordLimits.UNLIMITED, RecordLimits.UNLIMITED));
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of(), limits)) {
            for (int i = 0; i < 40; i++) {
                kafka.send("a", 1, "t" + i);
            }
            kafka.send("c", 30, "closes");

            DeadLetter letter = kafka.deadLetters().get(0);
            assertThat(letter.getCode()).isEqualTo(DeadLetterCode.RESULT_TOO_LARGE);
            assertThat(letter.getMessage()).contains("40 members", "milena.enriched takes 300");
            assertThat(letter.getWindow().getRecords()).isEqualTo(40);
            assertThat(letter.getWindow().getMembers()).isEmpty();
            assertThat(letter.getSource().getOffset()).isEqualTo(39);
            assertThat(kafka.answers()).isEmpty();
        }
    }

    @Test
    void shouldCountEveryEventOfAWindow() {
        try (SummarizedTopics kafka = SummarizedTopics.tens(Map.of("milena.window.max.texts", "2"))) {
            for (String text : List.of("old", "same", "same", "new", " ")) {
                kafka.send("a", 1, text);
            }
            kafka.send("c", 30, "closes");

            Window window = kafka.answers().get(0).getWindow();
            assertThat(window.getRecords()).isEqualTo(5);
            assertThat(window.getUnreadable()).isEqualTo(1);
            assertThat(window.getRepeated() + window.getDropped())
                    .isEqualTo(4 - window.getMembers().size());
            assertThat(window.getMembers())
                    .extracting(WindowMember::getSource)
                    .extracting(SourceCoordinates::getOffset)
                    .endsWith(3L);
        }
    }
}
