// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random schedules with fixed seeds, and whole systems on a virtual clock. */
class BatchScheduleTest {

    private static final Duration LINGER = Duration.ofMillis(5);
    private static final int MAX_TEXTS = 8;
    private static final int MAX_TOKENS = 200;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldEndEveryItemExactlyOnceWithinTheBudget(long seed) {
        Random random = new Random(seed);
        Stepped stepped = new Stepped(MAX_TEXTS, MAX_TOKENS, LINGER);
        List<Object> owners = List.of(new Object(), new Object(), new Object());
        Map<Integer, Object> ownerOf = new HashMap<>();
        Set<Integer> ahead = new HashSet<>();
        Set<Integer> withdrawn = new HashSet<>();
        Set<Integer> queued = new HashSet<>();
        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3, 4, 5 -> {
                    Object owner = owners.get(random.nextInt(owners.size()));
                    boolean first = random.nextInt(12) == 0;
                    int id = stepped.offer(owner, 1 + (int) Math.exp(random.nextDouble() * 6), first);
                    ownerOf.put(id, owner);
                    queued.add(id);
                    if (first) {
                        ahead.add(id);
                    }
                    if (random.nextInt(40) == 0) {
                        stepped.poison.add(id);
                    }
                }
                case 6, 7 -> stepped.advance(Duration.ofMillis(random.nextInt(4)));
                case 8 -> {
                    int before = stepped.batches.size();
                    if (stepped.batcher.runDue()) {
                        // the first of these is the batch, the others its halves
                        assertGoesFirst(stepped.ids(before), queued, ahead);
                        stepped.ids(before).forEach(queued::remove);
                    }
                }
                default -> {
                    if (random.nextInt(30) == 0) {
                        Object owner = owners.get(random.nextInt(owners.size()));
                        List<Integer> mine = queued.stream()
                                .filter(id -> ownerOf.get(id) == owner)
                                .toList();
                        assertThat(stepped.batcher.withdraw(owner)).isEqualTo(mine.size());
                        withdrawn.addAll(mine);
                        mine.forEach(queued::remove);
                    }
                }
            }
            assertThat(stepped.batcher.queued()).isEqualTo(queued.size());
        }
        stepped.drain();

        stepped.ends.forEach((id, ends) -> assertThat(ends)
                .as("item %d", id)
                .hasSize(withdrawn.contains(id) ? 0 : 1)
                .allSatisfy(end -> assertThat(end.failure() != null).isEqualTo(stepped.poison.contains(id))));
        assertThat(stepped.batches).allSatisfy(BatchScheduleTest::assertWithinBudget);
        assertKeepsOrderWithinALength(stepped, ahead);
    }

    @Test
    void shouldNotStarveALongTextUnderAFloodOfShortOnes() {
        Stepped stepped = new Stepped(MAX_TEXTS, MAX_TOKENS, LINGER);
        stepped.nanosPerPaddedToken = 50_000; // a full batch of short texts takes 4 ms
        long longestBatch = 50_000L * MAX_TOKENS;
        for (int i = 0; i < 20; i++) {
            stepped.offer(10);
        }
        int late = stepped.offer(60);
        long offered = stepped.now;
        int batches = 0;
        while (stepped.ends(late).isEmpty()) {
            // more short texts than can be answered
            for (int i = 0; i < 2 * MAX_TEXTS; i++) {
                stepped.offer(10);
            }
            assertThat(stepped.batcher.runDue()).isTrue();
            assertThat(++batches).isLessThan(100);
        }
        long startedAfter = stepped.now - 60 * 50_000L - offered;
        assertThat(startedAfter).isLessThanOrEqualTo(LINGER.toNanos() + 2 * longestBatch);
    }

    @Test
    void shouldBoundEveryWaitBelowSaturation() {
        Random random = new Random(11);
        Stepped stepped = new Stepped(MAX_TEXTS, MAX_TOKENS, LINGER);
        stepped.nanosPerPaddedToken = 20_000;
        long longestBatch = 20_000L * MAX_TOKENS;
        long nextArrival = stepped.now;
        for (int step = 0; step < 20_000; step++) {
            while (nextArrival <= stepped.now) {
                stepped.offer(1 + random.nextInt(60));
                nextArrival += (long) (-Math.log(1 - random.nextDouble()) * 1_500_000);
            }
            if (!stepped.batcher.runDue()) {
                stepped.now = Math.min(nextArrival, stepped.now + 500_000);
            }
        }
        assertThat(stepped.reports).hasSizeGreaterThan(1_000).allSatisfy(report -> assertThat(report.queueNanos())
                .as("half the capacity is in use: linger, the running batch, and few older items")
                .isLessThan(LINGER.toNanos() + 4 * longestBatch));
    }

    @Test
    void shouldFillBatchesUnderLoad() {
        Random random = new Random(12);
        Stepped stepped = new Stepped(64, 2_048, LINGER);
        stepped.nanosPerPaddedToken = 20_000;
        for (int step = 0; step < 500; step++) {
            while (stepped.batcher.queued() < 1_000) {
                stepped.offer(3 + (int) Math.exp(random.nextDouble() * 4));
            }
            stepped.batcher.runDue();
        }
        double fill = stepped.reports.stream()
                .mapToDouble(report -> report.fill())
                .average()
                .orElseThrow();
        double padding = 1
                - stepped.reports.stream()
                                .mapToDouble(report -> report.sourceTokens())
                                .sum()
                        / stepped.reports.stream()
                                .mapToDouble(report -> report.paddedSourceTokens())
                                .sum();
        assertThat(fill).isGreaterThan(0.8);
        assertThat(padding).isLessThan(0.05);
    }

    private static void assertGoesFirst(List<Integer> batch, Set<Integer> queued, Set<Integer> ahead) {
        boolean leavesSomeoneAhead = queued.stream().anyMatch(id -> ahead.contains(id) && !batch.contains(id));
        if (leavesSomeoneAhead) {
            assertThat(batch).as("nothing overtakes the first lane").allSatisfy(id -> assertThat(ahead)
                    .contains(id));
        }
        queued.stream().filter(ahead::contains).min(Integer::compare).ifPresent(earliest -> assertThat(batch)
                .contains(earliest));
    }

    private static void assertWithinBudget(List<Stepped.Text> batch) {
        int longest = batch.stream().mapToInt(Stepped.Text::tokens).max().orElseThrow();
        assertThat(batch.size() == 1 || (batch.size() <= MAX_TEXTS && batch.size() * longest <= MAX_TOKENS))
                .as("%d texts of up to %d tokens", batch.size(), longest)
                .isTrue();
    }

    private static void assertKeepsOrderWithinALength(Stepped stepped, Set<Integer> ahead) {
        Map<List<Object>, Integer> last = new HashMap<>();
        Set<Integer> seen = new HashSet<>();
        stepped.batches.stream().flatMap(List::stream).forEach(text -> {
            if (seen.add(text.id())) {
                Integer before = last.put(List.of(text.tokens(), ahead.contains(text.id())), text.id());
                assertThat(before == null || before < text.id())
                        .as("%s after %s", text.id(), before)
                        .isTrue();
            }
        });
    }
}
