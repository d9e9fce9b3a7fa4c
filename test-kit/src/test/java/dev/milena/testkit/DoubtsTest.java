// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.streams.Models;
import dev.milena.streams.record.AnsweredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/** Answers that look wrong: what a merger sees of it, when a text is asked again, and what is refused. */
class DoubtsTest {
    private static final Duration TICK = Duration.ofMillis(10);

    /** A protected number is never altered. */
    private static final Map<String, String> UNPROTECTED = Map.of("milena.text.protect", "none");

    private static final Map<String, String> RETRY = unprotected(Map.of("milena.doubt.retry", "true"));
    private static final Map<String, String> REFUSE = unprotected(Map.of("milena.doubt.runaway", "refuse"));
    private static final Map<String, String> RETRY_AND_REFUSE =
            unprotected(Map.of("milena.doubt.retry", "true", "milena.doubt.runaway", "refuse"));

    private static final String BUILT = "It was built in 1650.";
    private static final String WRONG = "Es wurde gebaut 1950.";
    private static final String RIGHT = "Es wurde gebaut 1650.";
    private static final String CALM = "All is calm here.";
    private static final String RUNAWAY = "Alles ist ruhig UNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN";

    private final ScriptedModel model = ScriptedModel.named("en-de")
            .from("en")
            .into("de")
            .answering(BUILT, WRONG)
            .answering(CALM, "Alles ist ruhig hier.");

    private static Map<String, String> unprotected(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(UNPROTECTED);
        all.putAll(settings);
        return Map.copyOf(all);
    }

    private static Function<Models, Topology> topology() {
        return Stages.of(stage -> stage.text(ticket -> TextRequest.of(ticket.body())), DoubtsTest::line);
    }

    /** Number, answer and the names of its doubts. */
    private static String line(AnsweredRecord<String, Ticket> answered) {
        return Stages.numbered(answered)
                + answered.answers().get(0).doubts().stream()
                        .map(doubt -> " " + doubt.kind())
                        .collect(Collectors.joining());
    }

    @Test
    void shouldSayWhatLooksWrongAboutAnAnswerAndLetItLeave() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), UNPROTECTED, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered(BUILT, CALM));
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .containsExactly("0: " + WRONG + " NUMBERS_ALTERED", "1: Alles ist ruhig hier.");
            assertThat(model).wasAsked(BUILT, CALM);
        }
    }

    @Test
    void shouldTakeASecondAnswerWithFewerDoubtsAndKeepTheOrderOfTheKey() {
        model.answeringAgain(BUILT, RIGHT);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), RETRY, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered(CALM, BUILT, CALM));
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .containsExactly("0: Alles ist ruhig hier.", "1: " + RIGHT, "2: Alles ist ruhig hier.");
            assertThat(model.texts()).containsExactlyInAnyOrder(CALM, BUILT, CALM, BUILT);
            assertThat(driver).hasNothingPending().refusedNothing();
        }
    }

    @Test
    void shouldKeepTheFirstAnswerWhenTheSecondIsNoBetter() {
        model.answeringAgain(BUILT, "Es wurde gebaut 1750.");
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), RETRY, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(BUILT));
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: " + WRONG + " NUMBERS_ALTERED");
            assertThat(model).wasAsked(BUILT, BUILT);
        }
    }

    @Test
    void shouldKeepTheFirstAnswerWhenTheSecondTryFails() {
        model.answeringAgain(BUILT, RIGHT).taking(Duration.ofSeconds(1));
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), RETRY, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(BUILT));
            driver.advance(TICK);
            assertThat(model).wasAsked(BUILT);
            model.failingOn(BUILT);
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: " + WRONG + " NUMBERS_ALTERED");
            assertThat(driver).hasNothingPending().refusedNothing();
        }
    }

    @Test
    void shouldAskOnceWhenTheModelHasOneWayToAnswerOrNobodyAsksForASecond() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), RETRY, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(BUILT));
            driver.runBatches();
            assertThat(model).wasAsked(BUILT);
        }
        model.clearBatches();
        model.answeringAgain(BUILT, RIGHT);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), UNPROTECTED, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(BUILT));
            driver.runBatches();
            assertThat(model).wasAsked(BUILT);
        }
    }

    @Test
    void shouldAnswerTheSameWhenTheApplicationDiesBetweenBothTries() {
        model.answeringAgain(BUILT, RIGHT).taking(Duration.ofSeconds(1));
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), RETRY, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered(BUILT, CALM));
            driver.advance(TICK);
            driver.advance(Duration.ofMillis(1_010)); // the first answers are there
            driver.advance(TICK);
            driver.advance(TICK); // the second try runs
            assertThat(model.texts()).containsExactly(BUILT, CALM, BUILT);
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: " + RIGHT, "1: Alles ist ruhig hier.");
            assertThat(driver).hasNothingPending().refusedNothing();
        }
    }

    @Test
    void shouldAskOnlyTheSegmentsOfADocumentAgainThatAreInDoubt() {
        model.answeringAgain(BUILT, RIGHT);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), RETRY, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(CALM + " " + BUILT + " " + CALM));
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .containsExactly("0: Alles ist ruhig hier. " + RIGHT + " Alles ist ruhig hier.");
            assertThat(model.texts()).containsExactlyInAnyOrder(CALM, BUILT, CALM, BUILT);
        }
    }

    @Test
    void shouldShowWhereInADocumentItsDoubtsAre() {
        List<Doubt> doubts = new ArrayList<>();
        Function<Models, Topology> topology =
                Stages.of(stage -> stage.text(ticket -> TextRequest.of(ticket.body())), answered -> {
                    doubts.addAll(answered.answers().get(0).doubts());
                    return Stages.numbered(answered);
                });
        String text = CALM + " " + BUILT;
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology, UNPROTECTED, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(text));
            driver.runBatches();

            String answer = Stages.out(driver).values().get(0).substring("0: ".length());
            assertThat(doubts).singleElement().satisfies(doubt -> {
                assertThat(doubt.kind()).isEqualTo(DoubtKind.NUMBERS_ALTERED);
                assertThat(text.substring(
                                doubt.source().get(0).start(),
                                doubt.source().get(0).end()))
                        .isEqualTo("1650");
                assertThat(answer.substring(
                                doubt.output().get(0).start(),
                                doubt.output().get(0).end()))
                        .isEqualTo("1950");
            });
        }
    }

    @Test
    void shouldRefuseARunawayWhenToldTo() {
        model.answering(CALM, RUNAWAY);
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), REFUSE, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered(CALM, BUILT));
            driver.runBatches();

            assertThat(driver).refused(RefusalCode.RUNAWAY_ANSWER);
            assertThat(Stages.out(driver).values()).containsExactly("1: " + WRONG + " NUMBERS_ALTERED");
        }
    }

    @Test
    void shouldRefuseNoRunawayThatEndsTheSecondTime() {
        model.answering(CALM, RUNAWAY).answeringAgain(CALM, "Alles ist ruhig hier.");
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), RETRY_AND_REFUSE, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(CALM));
            driver.runBatches();

            assertThat(driver).refusedNothing();
            assertThat(Stages.out(driver).values()).containsExactly("0: Alles ist ruhig hier.");
        }
    }

    @Test
    void shouldLeaveARunawaySegmentAsItWasWhenBadSegmentsAreKept() {
        model.answering(CALM, RUNAWAY);
        Map<String, String> settings =
                unprotected(Map.of("milena.doubt.runaway", "refuse", "milena.text.segment.bad", "keep"));
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), settings, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(CALM + " " + BUILT));
            driver.runBatches();

            assertThat(driver).refusedNothing();
            assertThat(Stages.out(driver).values()).containsExactly("0: " + CALM + " " + WRONG + " NUMBERS_ALTERED");
        }
    }

    @Test
    void shouldNeitherRefuseNorAskAgainAboutATargetThatIsGiven() {
        model.answeringAgain(CALM, "Alles ist ruhig hier.");
        Function<Models, Topology> judging = Stages.of(
                stage -> stage.text(ticket -> TextRequest.of(ticket.body()).judging(RUNAWAY)), DoubtsTest::line);
        try (EnrichmentDriver driver = EnrichmentDriver.of(judging, RETRY_AND_REFUSE, model)) {
            Tickets.in(driver).pipe("k", Ticket.of(CALM));
            driver.runBatches();

            assertThat(driver).refusedNothing();
            assertThat(Stages.out(driver).values()).singleElement().asString().contains("RUNAWAY");
            assertThat(model).wasAsked(CALM);
        }
    }
}
