// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextOverflow;
import dev.milena.streams.Summaries;
import dev.milena.streams.windows.WindowSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is asked about a window and what its summary says. */
class WindowSummariesTest {
    private static final int MANY = Integer.getInteger("milena.test.window.many", 5_000);

    private final ScriptedModel model = Windows.model();

    private EnrichmentDriver driver(UnaryOperator<Summaries<String, Ticket>> settings) {
        return EnrichmentDriver.of(Windows.of(settings), Map.of(), model);
    }

    @Test
    void shouldSayThatAWindowHoldsNothingReadable() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            Windows.pipe(driver, "a", 1, "");
            Windows.pipe(driver, "a", 2, 8, "not\0text");
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 2  nothing");
            assertThat(Windows.rejected(driver).values()).containsExactly("MALFORMED_TEXT 8");
            assertThat(model.texts()).isEmpty();
        }
    }

    @Test
    void shouldKeepTheNewestTextsOfAWindowOfVeryManyAndSaySo() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(
                Windows.of(
                        summaries -> Windows.tens(summaries).maxTexts(3),
                        summary -> summary.window().records() + " "
                                + summary.window().dropped() + " "
                                + summary.window().repeated() + " " + summary.text()),
                Map.of(),
                model)) {
            for (int i = 0; i < 100; i++) {
                Windows.pipe(driver, "a", i / 20.0, "t" + i);
            }
            Windows.pipe(driver, "a", 9, "t99");
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("101 98 1 <t98 t99>");
        }
    }

    @Test
    void shouldReadTheLatestSentencesWhereTheModelTakesNoMore() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(
                Windows.of(
                        summaries -> Windows.tens(summaries).overflow(TextOverflow.LATEST),
                        summary -> summary.text() + " without " + summary.leftOut()),
                Map.of(),
                model.maxSourceTokens(4))) {
            Windows.pipe(driver, "a", 1, "The first one is here.");
            Windows.pipe(driver, "a", 2, "A second.");
            Windows.pipe(driver, "a", 3, "And third.");
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values().get(0))
                    .startsWith("<A second. And third.> without [WindowPart[text=0, span=TextSpan[start=0, end=22]]]");
        }
    }

    @Test
    void shouldNameTheRecordsThatEachWordRestsOn() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(
                Windows.of(Windows::tens, WindowSummariesTest::rests),
                Map.of(),
                model.answering(text -> text.replace("\n\n", " ")))) {
            Windows.pipe(driver, "a", 1, "one two");
            Windows.pipe(driver, "a", 2, "three");
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .containsExactly("one=tickets-0@0:one two=tickets-0@0:two three=tickets-0@1:three");
        }
    }

    private static String rests(WindowSummary<String> summary) {
        StringBuilder line = new StringBuilder();
        for (WindowSummary.Rests each : summary.restsOn()) {
            line.append(line.isEmpty() ? "" : " ")
                    .append(summary.text(), each.output().start(), each.output().end());
            each.parts().forEach(part -> {
                var text = summary.window().texts().get(part.text());
                line.append("=")
                        .append(text.source().orElseThrow())
                        .append(":")
                        .append(text.text(), part.span().start(), part.span().end());
            });
        }
        return line.toString();
    }

    @Test
    void shouldGoOnWithTheStorySoFar() {
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).rolling(Duration.ofSeconds(30)))) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "a", 13, "two");
            Windows.pipe(driver, "a", 25, "three");
            driver.runBatches();
            Windows.pipe(driver, "b", 80, "long after"); // the last window of a ended at 30
            Windows.pipe(driver, "a", 81, "four");
            driver.runBatches();
            Windows.pipe(driver, "b", 100, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf("a"))
                    .containsExactly(
                            "0-10 1! 1 one <one>",
                            "10-20 1! 1 two <<one> two>",
                            "20-30 1! 1 three <<<one> two> three>",
                            "80-90 1! 1 four <four>");
        }
    }

    @Test
    void shouldWaitForTheStoryBeforeTheNextWindowOfItsKey() {
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).rolling(Duration.ofHours(1)))) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "a", 11, "two");
            Windows.pipe(driver, "a", 21, "three");
            Windows.pipe(driver, "b", 90, "closes three at once");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf("a"))
                    .containsExactly(
                            "0-10 1! 1 one <one>",
                            "10-20 1! 1 two <<one> two>",
                            "20-30 1! 1 three <<<one> two> three>");
        }
    }

    @Test
    void shouldRefuseAWindowThatBreaksItsModelAndNoOther() {
        model.failingOn(text -> text.contains("poison"));
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).rolling(Duration.ofHours(1)))) {
            Windows.pipe(driver, "a", 1, "poison");
            Windows.pipe(driver, "b", 2, "good");
            Windows.pipe(driver, "a", 12, "fine");
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 1 good <good>", "10-20 1! 1 fine <fine>");
            assertThat(driver.refusals()).extracting(RefusedRecord::code).containsExactly(RefusalCode.ENGINE_FAILED);
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldKeepTheNewestWhateverTheOrderInWhichTheyCome() {
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).maxTexts(2))) {
            for (double second : List.of(5.0, 4.0, 3.0, 6.0, 1.0, 7.0, 2.0)) {
                Windows.pipe(driver, "a", second, "t" + (int) second);
            }
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 7 t6+t7 <t6 t7>");
        }
    }

    @Test
    void shouldRefuseOneGiantTextAndSummarizeTheOthers() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            Windows.pipe(driver, "a", 1, "one");
            Windows.pipe(driver, "a", 2, 9, "x".repeat(1 << 20));
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Windows.rejected(driver).values()).containsExactly("TEXT_TOO_LONG 9");
            assertThat(Stages.out(driver).values()).containsExactly("0-10 1! 2 one <one>");
        }
    }

    @Test
    void shouldKeepEveryTextThatItAdmits() {
        try (EnrichmentDriver driver =
                driver(summaries -> Windows.tens(summaries).maxBytes(20))) {
            String key = "a key that is longer than all that a window may keep";
            Windows.pipe(driver, key, 1, "twelve bytes");
            Windows.pipe(driver, key, 2, "eight...");
            Windows.pipe(driver, key, 3, 7, "one more than it may .");
            Windows.pipe(driver, "b", 4, "twenty bytes, is: ö");
            Windows.pipe(driver, "b", 4, 8, "twenty bytes, is öö");
            Windows.pipe(driver, "c", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).valuesOf(key))
                    .containsExactly("0-10 1! 3 twelve bytes+eight... <twelve bytes eight...>");
            assertThat(Stages.out(driver).valuesOf("b"))
                    .containsExactly("0-10 1! 2 twenty bytes, is: ö <twenty bytes, is: ö>");
            assertThat(Windows.rejected(driver).values()).containsExactly("TEXT_TOO_LONG 7", "TEXT_TOO_LONG 8");
            assertThat(Windows.whyRejected(driver)).allMatch(message -> message.contains("raise maxBytes(...)"));
        }
    }

    @Test
    void shouldTakeVeryManyRecordsInOneWindow() {
        try (EnrichmentDriver driver = driver(Windows::tens)) {
            for (int i = 0; i < MANY; i++) {
                Windows.pipe(driver, "a", 9.0 * i / MANY, "t" + i);
            }
            Windows.pipe(driver, "a", 30, "closes");
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("0-10 1! " + MANY + " t" + (MANY - Summaries.DEFAULT_MAX_TEXTS) + "+")
                    .endsWith(" t" + (MANY - 1) + ">");
        }
    }
}
