// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import dev.milena.streams.Summaries;
import dev.milena.streams.Summarized;
import dev.milena.streams.config.StageConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.junit.jupiter.api.Test;

/** Which records windows have, and when they close. */
class WindowsTest {
    private static final Map<String, String> ONE_AT_ONCE = Map.of(StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG, "1");

    private final ScriptedModel model = Windows.model();

    private EnrichmentDriver driver(UnaryOperator<Summaries<String, Ticket>> settings) {
        return EnrichmentDriver.of(Windows.of(settings), Map.of(), model);
    }

    @Test
    void shouldSummarizeAWindowOnceWhenItCloses() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "b", 2, "other");
            Windows.pipe(driver, "a", 9, "two");
            Windows.pipe(driver, "a", 11.9, "next");
            driver.runBatches();
            assertThat(Stages.out(driver).values()).isEmpty();

            Windows.pipe(driver, "c", 12, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf("a")).containsExactly("0-10 1! 2 one+two <one two>");
            assertThat(Stages.out(driver).valuesOf("b")).containsExactly("0-10 1! 1 other <other>");
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldOrderTextsByTimeAndTakeWhatComesWithinTheGracePeriod() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            Windows.pipe(driver, "a", 9, "last");
            Windows.pipe(driver, "a", 11, "next");
            Windows.pipe(driver, "a", 3, "first");
            Windows.pipe(driver, "a", 12, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 2 first+last <first last>");
        }
    }

    @Test
    void shouldRejectWhatComesWhenItsWindowIsClosed() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            Windows.pipe(driver, "a", 12, "later");
            Windows.pipe(driver, "a", 9.9, 7, "late");
            Windows.pipe(driver, "a", 24, "closes");
            driver.runBatches();

            assertThat(Windows.rejected(driver).values()).containsExactly("LATE 7");
            assertThat(Stages.out(driver).values()).containsExactly("10-20 1! 1 later <later>");
        }
    }

    @Test
    void shouldSummarizeEveryHoppingWindow() {
        try (EnrichmentDriver driver =
                driver(summaries -> summaries.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), Duration.ZERO)
                        .advanceBy(Duration.ofSeconds(5))))) {
            Windows.pipe(driver, "a", 4, "one");
            Windows.pipe(driver, "a", 7, "two");
            Windows.pipe(driver, "a", 12, "three");
            Windows.pipe(driver, "b", 40, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf("a"))
                    .containsExactly(
                            "-5-5 1! 1 one <one>",
                            "0-10 1! 2 one+two <one two>",
                            "5-15 1! 2 two+three <two three>",
                            "10-20 1! 1 three <three>");
        }
    }

    @Test
    void shouldJoinSessionsThatARecordConnects() {
        try (EnrichmentDriver driver = driver(summaries -> summaries.over(
                SessionWindows.ofInactivityGapAndGrace(Duration.ofSeconds(5), Duration.ofSeconds(10))))) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "a", 9, "three");
            Windows.pipe(driver, "a", 5, "two");
            Windows.pipe(driver, "b", 60, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf("a"))
                    .containsExactly("1-14001ms 1! 3 one+two+three <one two three>");
        }
    }

    @Test
    void shouldNotJoinASessionThatIsClosed() {
        UnaryOperator<Summaries<String, Ticket>> sessions = summaries ->
                summaries.over(SessionWindows.ofInactivityGapAndGrace(Duration.ofSeconds(5), Duration.ZERO));
        try (EnrichmentDriver driver = EnrichmentDriver.of(Windows.of(sessions), ONE_AT_ONCE, model)) {
            Windows.pipe(driver, "a", 1, "asked about first");
            Windows.pipe(driver, "b", 1, "one");
            Windows.pipe(driver, "c", 6.5, "closes both");
            Windows.pipe(driver, "b", 6, "two");
            driver.runBatches();
            Windows.pipe(driver, "c", 60, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf("b"))
                    .containsExactly("1-6001ms 1! 1 one <one>", "6-11001ms 1! 1 two <two>");
        }
    }

    @Test
    void shouldTellEarlyAfterSoManyRecordsAndMarkIt() {
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).updateAfter(2))) {
            for (int i = 1; i <= 5; i++) {
                Windows.pipe(driver, "a", i, "t" + i);
            }
            driver.runBatches();
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .containsExactly(
                            "0-10 1? 2 t1+t2 <t1 t2>",
                            "0-10 2? 4 t1+t2+t3+t4 <t1 t2 t3 t4>",
                            "0-10 3! 5 t1+t2+t3+t4+t5 <t1 t2 t3 t4 t5>");
        }
    }

    @Test
    void shouldTellEarlyAsTimePassesAndNeverMoreOften() {
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).updateEvery(Duration.ofSeconds(4)))) {
            Windows.pipe(driver, "a", 1, "one");
            driver.advance(Duration.ofMillis(3_900));
            driver.runBatches();
            assertThat(Stages.out(driver).values()).isEmpty();
            driver.advance(Duration.ofSeconds(2));
            driver.runBatches();
            assertThat(Stages.out(driver).values()).containsExactly("0-10 1? 1 one <one>");

            driver.advance(Duration.ofSeconds(60)); // nothing new: nothing to tell
            driver.runBatches();
            assertThat(Stages.out(driver).values()).hasSize(1);
            Windows.pipe(driver, "a", 2, "two");
            Windows.pipe(driver, "a", 3, "three");
            driver.advance(Duration.ofSeconds(2));
            driver.runBatches();
            assertThat(Stages.out(driver).values())
                    .hasSize(2)
                    .last()
                    .isEqualTo("0-10 2? 3 one+two+three <one two three>");
        }
    }

    @Test
    void shouldCloseWindowsOfAStreamThatFallsSilent() {
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).idleAfter(Duration.ofSeconds(5)))) {
            Windows.pipe(driver, "a", 1, "one");
            driver.advance(Duration.ofSeconds(10));
            driver.runBatches();
            assertThat(Stages.out(driver).values()).isEmpty(); // 1 s and 10 s: the window is open until 12 s

            driver.advance(Duration.ofSeconds(3));
            driver.runBatches();
            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 1 one <one>");
            Windows.pipe(driver, "a", 2, 5, "late");
            assertThat(Windows.rejected(driver).values()).containsExactly("LATE 5");
        }
    }

    @Test
    void shouldRejectWhatHasNoKeyOrATimeOutOfReach() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            Windows.pipe(driver, "a", 3_601, 1, "from the future");
            Tickets.in(driver).pipe(null, Ticket.of(2, "whose?"));
            Windows.pipe(driver, "a", 3_599, "in time");

            assertThat(Windows.rejected(driver).values()).containsExactly("WRONG_TIMESTAMP 1", "NO_KEY 2");
            assertThat(driver.refusals())
                    .extracting(RefusedRecord::code)
                    .containsExactly(RefusalCode.WRONG_TIMESTAMP, RefusalCode.NO_KEY);
        }
    }

    @Test
    void shouldTakeOpenAndAskedWindowsAlongWhenTheTaskMoves() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            Windows.pipe(driver, "a", 1, "one");
            driver.crash();
            driver.restart();
            Windows.pipe(driver, "a", 2, "two");
            Windows.pipe(driver, "a", 12, "next");
            driver.crash(); // the window is closed, its summary is not made
            driver.restart();
            Windows.pipe(driver, "a", 13, "");
            driver.crashBeforeCommit(); // the record is read again
            driver.restart();
            driver.runBatches();
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .containsExactly("0-10 1! 2 one+two <one two>", "10-20 1! 2 next <next>");
        }
    }

    @Test
    void shouldCloseWindowsOfAnotherSizeWithWhatTheyHave() {
        long[] size = {10};
        try (EnrichmentDriver driver = driver(
                summaries -> summaries.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(size[0]), Duration.ZERO)))) {
            Windows.pipe(driver, "a", 1, "one");
            driver.crash();
            size[0] = 20;
            driver.restart();
            Windows.pipe(driver, "a", 2, "two");
            Windows.pipe(driver, "a", 40, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 1 one <one>", "0-20 1! 1 two <two>");
        }
    }

    @Test
    void shouldRefuseToBuildWhatDoesNotGoTogether() {
        assertThatThrownBy(() -> driver(summaries -> summaries
                        .over(TimeWindows.ofSizeWithNoGrace(Duration.ofSeconds(10))
                                .advanceBy(Duration.ofSeconds(5)))
                        .rolling(Duration.ofHours(1))))
                .hasMessageContaining("overlap");
        assertThatThrownBy(() -> driver(summaries -> summaries)).hasMessageContaining("over(...)");
        assertThatThrownBy(() -> driver(summaries -> Windows.tens(summaries).maxBytes(1 << 20)))
                .hasMessageContaining("milena.text.max.bytes");
        assertThatThrownBy(() -> driver(summaries -> Windows.tens(summaries).maxTexts(0)))
                .hasMessage("maxTexts(0) of 'sum': it must be 1 or more; leave the call out for what holds without it");
        assertThatThrownBy(() -> driver(summaries ->
                        summaries.over(SessionWindows.ofInactivityGapAndGrace(Duration.ZERO, Duration.ofSeconds(1)))))
                .hasMessageContaining("a gap of 1 ms or more");
        TimeWindows hour = TimeWindows.ofSizeWithNoGrace(Duration.ofHours(1));
        assertThatThrownBy(() -> driver(summaries -> summaries.over(hour.advanceBy(Duration.ofMillis(1_799)))))
                .hasMessageContaining("into 2001 windows; it may be in 2000 at most");
        driver(summaries -> summaries.over(hour.advanceBy(Duration.ofMillis(1_800))))
                .close();
    }

    @Test
    void shouldRefuseToBuildWhenNobodyReadsTheSummaries() {
        assertThatThrownBy(() -> EnrichmentDriver.of(
                        models -> {
                            StreamsBuilder builder = new StreamsBuilder();
                            Summarized<String, Ticket> summarized = Windows.tens(Summaries.<String, Ticket>named("sum")
                                            .text(Ticket::body)
                                            .keysAs(Serdes.String())
                                            .models(models))
                                    .apply(Tickets.source(builder));
                            summarized.refusals();
                            summarized.rejected();
                            return builder.build();
                        },
                        Map.of(),
                        model))
                .hasMessageContaining("Nobody reads the summaries of 'sum'")
                .hasMessageContaining("summaries(...)");
    }

    @Test
    void shouldNotPutALateTextIntoAWindowThatIsDue() {
        UnaryOperator<Summaries<String, Ticket>> hopping =
                summaries -> summaries.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), Duration.ZERO)
                        .advanceBy(Duration.ofSeconds(5)));
        try (EnrichmentDriver driver = EnrichmentDriver.of(Windows.of(hopping), ONE_AT_ONCE, model)) {
            Windows.pipe(driver, "a", 6, "asked about first");
            Windows.pipe(driver, "b", 6, "one");
            Windows.pipe(driver, "a", 10, "closes what there is no room for");
            Windows.pipe(driver, "b", 8, "late");
            driver.runBatches();
            Windows.pipe(driver, "a", 60, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf("b"))
                    .containsExactly("0-10 1! 1 one <one>", "5-15 1! 2 one+late <one late>");
        }
    }

    @Test
    void shouldAskAboutNoMoreWindowsAtOnceThanThereIsRoomFor() {
        Map<String, String> few = Map.of(StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG, "8");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Windows.of(Windows::tens), few, model)) {
            for (int i = 0; i < 50; i++) {
                Windows.pipe(driver, "k" + i, 1, "t" + i);
            }
            Windows.pipe(driver, "a", 30, "closes fifty");
            assertThat(driver.pending("sum")).isEqualTo(4);
            driver.runBatches();

            assertThat(Stages.out(driver).values()).hasSize(50).doesNotHaveDuplicates();
            assertThat(model.batches()).allMatch(texts -> texts <= 4);
        }
    }

    @Test
    void shouldKeepNothingOfWindowsThatAreClosed() {
        try (EnrichmentDriver driver = driver(summaries -> Windows.tens(summaries)
                .updateAfter(2)
                .updateEvery(Duration.ofSeconds(1))
                .rolling(Duration.ofSeconds(1)))) {
            for (int i = 0; i < 30; i++) {
                Windows.pipe(driver, "k" + i % 7, i, "t" + i);
                driver.runBatches();
            }
            for (double second = 3_000; second <= 3_200; second += 100) {
                Windows.pipe(driver, "z", second, "");
                driver.runBatches();
            }

            try (var entries =
                    driver.topologyTestDriver().getKeyValueStore("sum-windows").all()) {
                List<String> left = new ArrayList<>();
                entries.forEachRemaining(
                        entry -> left.add(String.valueOf(entry.key).substring(0, 1)));
                assertThat(left).containsExactly("C", "T", "U", "W"); // how far the task is, and the one open window
            }
        }
    }
}
