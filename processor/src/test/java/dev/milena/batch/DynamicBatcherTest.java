// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DynamicBatcherTest {

    private static final Duration LINGER = Duration.ofMillis(5);

    private final Stepped stepped = new Stepped(4, 100, LINGER);

    @Test
    void shouldWaitForTheLingerAndNotLonger() {
        stepped.offer(10);
        stepped.runAllDue();
        int second = stepped.offer(10);
        assertThat(stepped.batcher.runDue()).isFalse();
        stepped.advance(LINGER.minusNanos(1));
        assertThat(stepped.batcher.runDue()).isFalse();
        stepped.advance(Duration.ofNanos(1));
        assertThat(stepped.batcher.runDue()).isTrue();
        assertThat(stepped.ends(second)).containsExactly(new Stepped.End("out1", null));
        assertThat(stepped.batcher.runDue()).isFalse();
    }

    @Test
    void shouldNotLetAnItemWaitThatComesByItself() {
        stepped.offer(10);
        assertThat(stepped.batcher.runDue()).as("the first of all").isTrue();
        stepped.advance(LINGER.minusNanos(1));
        stepped.offer(10);
        assertThat(stepped.batcher.runDue()).as("after less than a linger").isFalse();
        stepped.drain();
        stepped.offer(10);
        assertThat(stepped.batcher.runDue()).as("after a pause").isTrue();
    }

    @Test
    void shouldLetTheRestOfABurstGatherBehindItsFirst() {
        stepped.offer(10);
        stepped.runAllDue();
        for (int i = 0; i < 3; i++) {
            stepped.advance(Duration.ofMillis(1));
            stepped.offer(10);
        }
        assertThat(stepped.batcher.runDue()).isFalse();
        stepped.advance(LINGER);
        stepped.runAllDue();
        assertThat(stepped.ids(1)).containsExactly(1, 2, 3);
    }

    @Test
    void shouldRunAtOnceWhenEnoughWaitsForABatch() {
        for (int i = 0; i < 5; i++) {
            stepped.offer(10);
        }
        stepped.runAllDue();
        assertThat(stepped.batches).hasSize(1);
        assertThat(stepped.ids(0)).containsExactly(0, 1, 2, 3);
        assertThat(stepped.batcher.queued()).isEqualTo(1);
    }

    @Test
    void shouldLetALongDocumentWaitForWhatComesLaterAndStillMoveOn() {
        for (int i = 0; i < 400; i++) {
            stepped.offer("document", 10);
        }
        stepped.batcher.runDue();
        List<Integer> shorts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            shorts.add(stepped.offer(10));
        }
        stepped.batcher.runDue();
        assertThat(stepped.ids(1)).as("at most one batch later").containsAll(shorts);

        for (int i = 0; i < 400; i++) {
            stepped.offer(10);
        }
        while (stepped.batches.size() < 100) {
            stepped.batcher.runDue();
        }
        long ofDocument = stepped.batches.stream()
                .flatMap(List::stream)
                .filter(text -> text.id() < 400)
                .count();
        assertThat(ofDocument).as("of 400 that ran while others waited").isBetween(12L, 20L);
        stepped.drain();
        assertThat(stepped.ends.values()).allSatisfy(ends -> assertThat(ends).hasSize(1));
    }

    @Test
    void shouldCountPaddingAgainstTheBudget() {
        stepped.offer(30);
        stepped.offer(31);
        stepped.offer(28);
        stepped.offer(30);
        stepped.runAllDue();
        assertThat(stepped.ids(0)).as("3 x 30 tokens fit 100, 4 x 31 do not").containsExactly(0, 3, 2);
        stepped.drain();
        assertThat(stepped.ids(1)).containsExactly(1);
    }

    @Test
    void shouldRunATextAloneThatIsLargerThanTheBudget() {
        stepped.offer(500);
        stepped.offer(500);
        stepped.runAllDue();
        assertThat(stepped.batches).hasSize(2).allSatisfy(batch -> assertThat(batch)
                .hasSize(1));
    }

    @Test
    void shouldStartFromTheOldestItemEvenWhenOthersFillABatch() {
        int lonely = stepped.offer(80);
        stepped.advance(LINGER);
        for (int i = 0; i < 4; i++) {
            stepped.offer(10);
        }
        stepped.runAllDue();
        assertThat(stepped.ids(0)).containsExactly(lonely);
        assertThat(stepped.ids(1)).hasSize(4);
    }

    @Test
    void shouldTakeWhateverWaitsWhileTheBatchIsNearlyEmpty() {
        Stepped roomy = new Stepped(8, 1_000, LINGER);
        int old = roomy.offer(20);
        int shorter = roomy.offer(12);
        int longer = roomy.offer(40);
        roomy.drain();
        assertThat(roomy.batches).hasSize(1);
        assertThat(roomy.ids(0)).containsExactlyInAnyOrder(old, shorter, longer);
    }

    @Test
    void shouldTakeOnlySimilarLengthsTheNearestFirstWhenTheBatchIsFullEnough() {
        Stepped roomy = new Stepped(64, 10_000, LINGER);
        for (int i = 0; i < 30; i++) {
            roomy.offer(100);
        }
        int near = roomy.offer(98);
        int nearer = roomy.offer(99);
        int tooShort = roomy.offer(60);
        int tooLong = roomy.offer(160);
        roomy.drain();
        assertThat(roomy.batches).hasSize(2);
        assertThat(roomy.ids(0)).hasSize(32).endsWith(nearer, near);
        assertThat(roomy.ids(1)).containsExactly(tooShort, tooLong);
    }

    @Test
    void shouldTakeItemsOfTheFirstLaneAheadOfAllOthers() {
        for (int i = 0; i < 4; i++) {
            stepped.offer(10);
        }
        int far = stepped.offer("owner", 80, true);
        int near = stepped.offer("owner", 11, true);
        stepped.runAllDue();
        assertThat(stepped.ids(0))
                .as("earliest of the first lane, alone of its length")
                .containsExactly(far);
        assertThat(stepped.ids(1).get(0)).isEqualTo(near);
        assertThat(stepped.ids(1)).containsExactly(near, 0, 1, 2);
    }

    @Test
    void shouldLetOwnersTakeTurnsInTheFirstLane() {
        Stepped stepped = new Stepped(2, 100, Duration.ofMillis(5));
        int[] one = new int[3];
        int[] other = new int[3];
        for (int rank = 0; rank < 3; rank++) {
            one[rank] = stepped.offerFirst("one", 10, rank);
        }
        for (int rank = 0; rank < 3; rank++) {
            other[rank] = stepped.offerFirst("other", 10, rank);
        }

        stepped.drain();

        for (int rank = 0; rank < 3; rank++) {
            assertThat(stepped.ids(rank)).containsExactly(one[rank], other[rank]);
        }
    }

    @Test
    void shouldLetALowerRankGoFirstThatComesLater() {
        Stepped stepped = new Stepped(1, 100, Duration.ofMillis(5));
        int later = stepped.offerFirst("one", 10, 1);
        int first = stepped.offerFirst("other", 10, 0);

        stepped.drain();

        assertThat(stepped.ids(0)).containsExactly(first);
        assertThat(stepped.ids(1)).containsExactly(later);
    }

    @Test
    void shouldRunAnItemAloneAndBeforeAllThatMayShare() {
        Stepped stepped = new Stepped(8, 100, Duration.ofMillis(5));
        int first = stepped.offer("owner", 4, true);
        int second = stepped.offer(4);
        int suspect = stepped.offerAlone(4);
        int other = stepped.offerAlone(4);

        stepped.runAllDue();
        assertThat(stepped.ids(0)).containsExactly(suspect);
        assertThat(stepped.ids(1)).containsExactly(other);

        stepped.drain();
        assertThat(stepped.ids(2)).containsExactly(first, second);
    }

    @Test
    void shouldTellNobodyWhenABatchIsGivenUp() {
        List<String> told = new ArrayList<>();
        DynamicBatcher<Integer, String> batcher = DynamicBatcher.<Integer, String>builder()
                .workers(0)
                .linger(Duration.ZERO)
                .function(batch -> {
                    throw new BatchAbandonedException("the process ends");
                })
                .build();
        batcher.offer(new BatchItem<>(this, 1, 1, (output, failure) -> told.add("told")));
        batcher.offer(new BatchItem<>(this, 2, 1, (output, failure) -> told.add("told")));

        assertThat(batcher.runDue()).isTrue();

        assertThat(told).isEmpty();
        assertThat(batcher.queued()).isZero();
    }

    @Test
    void shouldTakeBackExactlyTheItemsOfAnOwner() {
        String mine = new String("owner");
        String yours = new String("owner"); // equal, but not the same
        stepped.offer(mine, 10, false);
        int kept = stepped.offer(yours, 10, false);
        stepped.offer(mine, 90, true);
        assertThat(stepped.batcher.withdraw(mine)).isEqualTo(2);
        stepped.drain();
        assertThat(stepped.batches).hasSize(1);
        assertThat(stepped.ids(0)).containsExactly(kept);
    }

    @Test
    void shouldReportWhatABatchCost() {
        stepped.nanosPerPaddedToken = 1_000;
        stepped.offer(10);
        stepped.advance(Duration.ofMillis(2));
        stepped.offer(8);
        stepped.advance(Duration.ofMillis(3));
        stepped.runAllDue();
        assertThat(stepped.reports).singleElement().satisfies(report -> {
            assertThat(report.model()).isEqualTo("stepped");
            assertThat(report.texts()).isEqualTo(2);
            assertThat(report.sourceTokens()).isEqualTo(18);
            assertThat(report.paddedSourceTokens()).isEqualTo(20);
            assertThat(report.outputTokens()).isEqualTo(8);
            assertThat(report.fill()).isEqualTo(0.5);
            assertThat(report.queueNanos()).isEqualTo(5_000_000);
            assertThat(report.engineNanos()).isEqualTo(20_000);
            assertThat(report.failed()).isFalse();
        });
    }

    @Test
    void shouldFailOnlyTheItemsThatBreakABatch() {
        Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            Stepped wide = new Stepped(64, 100_000, LINGER);
            int texts = 1 + random.nextInt(64);
            for (int i = 0; i < texts; i++) {
                int id = wide.offer(10);
                if (random.nextInt(8) == 0) {
                    wide.poison.add(id);
                }
            }
            wide.drain();
            wide.ends.forEach((id, ends) -> assertThat(ends).singleElement().satisfies(end -> {
                if (wide.poison.contains(id)) {
                    assertThat(end.output()).isNull();
                    assertThat(end.failure()).hasMessage("poison " + id);
                } else {
                    assertThat(end).isEqualTo(new Stepped.End("out" + id, null));
                }
            }));
            assertThat(wide.reports.get(0).failed()).isEqualTo(!wide.poison.isEmpty());
        }
    }

    @Test
    void shouldFindOnePoisonedItemInLogarithmicallyManyRuns() {
        Stepped wide = new Stepped(64, 100_000, LINGER);
        for (int i = 0; i < 64; i++) {
            wide.offer(10);
        }
        wide.poison.add(37);
        wide.drain();
        // the batch, then two halves a level, but those of which the other half's success tells that they fail
        assertThat(wide.batches).hasSize(11);
    }

    @Test
    void shouldRunOnlyWhatHasNoOutputAlone() {
        List<List<Integer>> runs = new ArrayList<>();
        Map<Integer, Stepped.End> ends = new HashMap<>();
        try (DynamicBatcher<Integer, String> batcher = DynamicBatcher.<Integer, String>builder()
                .linger(Duration.ZERO)
                .workers(0)
                .function(batch -> {
                    runs.add(List.copyOf(batch));
                    return batch.stream()
                            .map(id -> id % 5 == 3 ? null : "out" + id)
                            .collect(Collectors.toCollection(ArrayList::new));
                })
                .build()) {
            for (int i = 0; i < 10; i++) {
                int id = i;
                batcher.offer(new BatchItem<>(
                        "owner", id, 1, (output, failure) -> ends.put(id, new Stepped.End(output, failure))));
            }
            batcher.runDue();
        }

        assertThat(runs).containsExactly(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), List.of(3), List.of(8));
        assertThat(ends).hasSize(10);
        ends.forEach((id, end) -> {
            if (id % 5 == 3) {
                assertThat(end.failure()).hasMessageContaining("no output for a batch of 1 texts");
            } else {
                assertThat(end).isEqualTo(new Stepped.End("out" + id, null));
            }
        });
    }

    @Test
    void shouldTreatErrorsAndMissingOutputsAsFailuresOfABatch() {
        assertOnlyTheThirdFails(
                batch -> {
                    if (batch.contains(2)) {
                        throw new OutOfMemoryError("no memory for this batch");
                    }
                    return echo(batch);
                },
                "no memory for this batch");
        assertOnlyTheThirdFails(
                batch -> echo(batch).stream()
                        .filter(output -> !"2".equals(output))
                        .toList(),
                "returned 0 outputs");
        assertOnlyTheThirdFails(
                batch -> {
                    List<String> outputs = new ArrayList<>(echo(batch));
                    outputs.replaceAll(output -> "2".equals(output) ? null : output);
                    return outputs;
                },
                "returned no output");
        assertOnlyTheThirdFails(batch -> batch.contains(2) ? null : echo(batch), "returned no list");
    }

    @Test
    void shouldSurviveCallbacksThatThrow() {
        List<String> done = new ArrayList<>();
        DynamicBatcher<Integer, String> batcher = DynamicBatcher.<Integer, String>builder()
                .workers(0)
                .linger(Duration.ZERO)
                .function(DynamicBatcherTest::echo)
                .sizeOf(output -> {
                    if (output.equals("0")) {
                        throw new IllegalStateException("sizeOf");
                    }
                    return 1;
                })
                .listener(report -> {
                    throw new IllegalStateException("listener");
                })
                .build();
        for (int i = 0; i < 3; i++) {
            for (int times = 0; times < 2; times++) {
                batcher.offer(new BatchItem<>(this, i, 1, (output, failure) -> {
                    done.add(output);
                    throw new IllegalStateException("onDone");
                }));
            }
            assertThat(batcher.runDue()).isTrue();
        }
        assertThat(done).containsExactly("0", "0", "1", "1", "2", "2");
    }

    @Test
    void shouldRefuseSettingsThatCannotWork() {
        assertThatThrownBy(() -> DynamicBatcher.builder().build()).hasMessageContaining("function");
        assertThatThrownBy(() -> new Stepped(0, 1, LINGER)).hasMessageContaining("maxTexts is 0");
        assertThatThrownBy(() -> new Stepped(1, 0, LINGER)).hasMessageContaining("maxTokens is 0");
        assertThatThrownBy(() -> new Stepped(1, 1, Duration.ofMillis(-1))).hasMessageContaining("negative");
        assertThatThrownBy(() -> stepped.offer(0)).hasMessageContaining("at least 1");
    }

    private static List<String> echo(List<Integer> batch) {
        return batch.stream().map(String::valueOf).toList();
    }

    private void assertOnlyTheThirdFails(Function<List<Integer>, List<String>> function, String message) {
        Map<Integer, String> done = new HashMap<>();
        DynamicBatcher<Integer, String> batcher = DynamicBatcher.<Integer, String>builder()
                .workers(0)
                .linger(Duration.ZERO)
                .function(function)
                .build();
        for (int i = 0; i < 5; i++) {
            int id = i;
            batcher.offer(new BatchItem<>(
                    this, id, 7, (output, failure) -> done.put(id, failure == null ? output : failure.getMessage())));
        }
        assertThat(batcher.runDue()).isTrue();
        assertThat(done).hasSize(5);
        assertThat(done.get(2)).contains(message);
        assertThat(List.of(done.get(0), done.get(1), done.get(3), done.get(4))).containsExactly("0", "1", "3", "4");
    }
}
