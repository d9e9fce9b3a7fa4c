// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.chaos.Fault.Kind;
import dev.milena.app.chaos.job.ChaosTopology;
import dev.milena.app.chaos.job.EngineTime;
import dev.milena.app.chaos.job.SimulatedModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

    static ChaosOptions options(long seed) {
        return new ChaosOptions(
                1_000,
                1,
                50,
                8,
                3,
                2,
                3,
                new ChaosOptions.Faults(
                        20, 6, 5, 3, 2, 2, 1, 2, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ZERO),
                seed,
                Duration.ofSeconds(330),
                Duration.ofSeconds(6),
                Duration.ofSeconds(60),
                new ChaosOptions.TestEngine(EngineTime.ofBatch(100), 10, SimulatedModel.Failing.AT_ONCE, 0),
                null,
                ChaosTopology.EVENTS,
                false,
                false,
                false,
                true,
                false);
    }

    @Test
    void shouldBeTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(FaultSchedule.of(options(7))).isEqualTo(FaultSchedule.of(options(7)));
        assertThat(FaultSchedule.of(options(7))).isNotEqualTo(FaultSchedule.of(options(8)));
    }

    @Test
    void shouldHoldWhatWasAskedForInOrderAndBeforeTheLastEvent() {
        List<Fault> faults = FaultSchedule.of(options(3));

        Map<Kind, Long> kinds = faults.stream()
                .map(Fault::kind)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(kinds)
                .isEqualTo(Map.of(
                        Kind.KILL,
                        20L,
                        Kind.STOP,
                        6L,
                        Kind.STALL,
                        5L,
                        Kind.BOUNCE,
                        3L,
                        Kind.CUT,
                        2L,
                        Kind.OUTAGE,
                        2L,
                        Kind.PAUSE,
                        1L,
                        Kind.JOIN,
                        2L));
        assertThat(faults).extracting(Fault::atMillis).isSorted().allSatisfy(at -> assertThat(at)
                .isPositive()
                .isLessThan(330_000));
    }

    @Test
    void shouldBounceEveryBrokerByTurns() {
        assertThat(FaultSchedule.of(options(3)).stream()
                        .filter(fault -> fault.kind() == Kind.BOUNCE)
                        .map(Fault::target))
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void shouldStopEveryJobByTurnsAndAddOnesThatThereAreNot() {
        assertThat(targets(Kind.STOP).stream()
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())))
                .isEqualTo(Map.of(0, 2L, 1, 2L, 2, 2L));
        assertThat(targets(Kind.JOIN)).containsExactly(3, 4);
    }

    private static List<Integer> targets(Kind kind) {
        return FaultSchedule.of(options(3)).stream()
                .filter(fault -> fault.kind() == kind)
                .map(Fault::target)
                .toList();
    }

    @Test
    void shouldHitABrokerThatThereIs() {
        assertThat(FaultSchedule.of(options(3)).stream()
                        .filter(fault -> fault.kind() == Kind.CUT || fault.kind() == Kind.OUTAGE)
                        .map(Fault::target))
                .hasSize(4)
                .allSatisfy(broker -> assertThat(broker).isBetween(0, 2));
    }

    @Test
    void shouldMakeTheSameEventsForTheSameSeed() {
        ChaosTexts one = new ChaosTexts(options(3));
        ChaosTexts again = new ChaosTexts(options(3));
        ChaosTexts other = new ChaosTexts(options(4));

        List<String> texts =
                java.util.stream.IntStream.range(0, 1_000).mapToObj(one::text).toList();
        assertThat(texts).doesNotHaveDuplicates();
        assertThat(java.util.stream.IntStream.range(0, 1_000).mapToObj(again::text))
                .isEqualTo(texts);
        assertThat(java.util.stream.IntStream.range(0, 1_000).mapToObj(other::text))
                .isNotEqualTo(texts);
        assertThat(texts.stream()
                        .filter(text -> text.startsWith(SimulatedModel.POISON))
                        .count())
                .isBetween(1L, 40L);
        assertThat(java.util.stream.IntStream.range(0, 1_000)
                        .mapToObj(one::key)
                        .distinct()
                        .count())
                .isEqualTo(50);
    }
}
