// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.BatchReport;
import dev.milena.api.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is, over random schedules with fixed seeds. */
class FairnessTest {
    private static final int MAX_TEXTS = 16;
    private static final int MAX_TOKENS = 400;
    private static final int LONGEST = 60;
    private static final double MEAN_LENGTH = 16.4; // of likeText

    private final Stepped stepped = new Stepped(MAX_TEXTS, MAX_TOKENS, Duration.ZERO);
    private final Budget budget = new Budget(MAX_TEXTS, MAX_TOKENS, 150);
    private final Map<Integer, String> flowOf = new HashMap<>();

    private int offer(String flow, int tokens) {
        int id = stepped.offer(flow, tokens);
        flowOf.put(id, flow);
        return id;
    }

    private String flow(Stepped.Text text) {
        return flowOf.getOrDefault(text.id(), "?");
    }

    private List<Stepped.Text> runOne() {
        assertThat(stepped.batcher.runDue()).isTrue();
        return stepped.batches.get(stepped.batches.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldServeFlowsAlikeThatAlwaysHaveSomethingToDo(long seed) {
        Random random = new Random(seed);
        int flows = 2 + random.nextInt(8);
        // some have ten times as much queued as others
        List<Integer> depths = new ArrayList<>();
        for (int flow = 0; flow < flows; flow++) {
            depths.add(200 * (1 + random.nextInt(10)));
            fill("flow" + flow, depths.get(flow), random);
        }
        Map<String, Double> served = new HashMap<>();
        double most = 0;
        for (int batch = 0; batch < 1_000; batch++) {
            for (Stepped.Text text : runOne()) {
                served.merge(flow(text), budget.share(text.tokens()), Double::sum);
                offer(flow(text), length(random));
            }
            double greatest = served.values().stream().mapToDouble(d -> d).max().orElseThrow();
            double least = served.size() < flows
                    ? 0
                    : served.values().stream().mapToDouble(d -> d).min().orElseThrow();
            most = Math.max(most, greatest - least);
        }
        assertThat(most).as("tokens between any two of %d flows", flows).isLessThanOrEqualTo(2.0 * MAX_TOKENS);
    }

    private void fill(String flow, int count, Random random) {
        for (int i = 0; i < count; i++) {
            offer(flow, length(random));
        }
    }

    private static int length(Random random) {
        return 1 + random.nextInt(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldDelayAFlowByOneBatchOfAFloodAtMost(long seed) {
        Random random = new Random(seed);
        fill("flood", 2_000, random);
        Map<Integer, Integer> startedByTheFlood = new HashMap<>();
        int seen = 0;
        for (int batch = 0; batch < 2_000; batch++) {
            while (flowOf.size() - seen < 2_000) {
                offer("flood", length(random));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                startedByTheFlood.put(offer("key" + flowOf.size(), length(random)), 0);
            }
            List<Stepped.Text> run = runOne();
            seen += run.size();
            run.forEach(text -> startedByTheFlood.remove(text.id()));
            if (flow(run.get(0)).equals("flood")) {
                startedByTheFlood.replaceAll((id, batches) -> batches + 1);
            }
            assertThat(startedByTheFlood.values())
                    .as("batches of the flood that each of the others has waited for")
                    .allMatch(batches -> batches <= 1);
        }
    }

    /** Events of different keys come while a document of thousands of sentences waits, and both are of every length. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.1, 0.25})
    void shouldDelayEventsBesideALongDocumentByTwoFullBatches(double shareOfTheModelsTime) {
        Random random = new Random(5);
        Stepped roomy = new Stepped(128, 1_024, Duration.ZERO);
        Map<Integer, Double> offeredAt = new HashMap<>();
        List<Double> delays = new ArrayList<>();
        double now = 0; // in tokens that the model could have read
        double nextAt = 0;
        for (int batch = 0; batch < 2_000; batch++) {
            while (roomy.batcher.queued() - offeredAt.size() < 2_000) {
                roomy.offer("document", likeText(random));
            }
            for (; nextAt <= now; nextAt -= Math.log(1 - random.nextDouble()) * MEAN_LENGTH / shareOfTheModelsTime) {
                offeredAt.put(roomy.offer("key" + nextAt, likeText(random)), nextAt);
            }
            roomy.batcher.runDue();
            now += 150 + roomy.reports.get(batch).paddedSourceTokens();
            for (Stepped.Text text : roomy.batches.get(batch)) {
                Double offered = offeredAt.remove(text.id());
                if (offered != null) {
                    delays.add(now - offered);
                }
            }
        }
        Collections.sort(delays);
        assertThat(delays).hasSizeGreaterThan(1_000);
        assertThat(delays.get(delays.size() * 99 / 100) / (150 + 1_024))
                .as("99 of 100 events are answered within so many full batches")
                .isLessThan(2);
        assertThat(delays.get(delays.size() - 1) / (150 + 1_024))
                .as("all events are")
                .isLessThan(3);
    }

    /** A length as those of texts are: many short ones, few long ones. */
    private static int likeText(Random random) {
        return 3 + (int) Math.exp(random.nextDouble() * 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldFormTheSameBatchesOfOneFlowAsOfItemsThatEachStandForThemselves(long seed) {
        List<List<Stepped.Text>> ofOneFlow = batches(seed, new Stepped(MAX_TEXTS, MAX_TOKENS, Duration.ZERO), true);
        List<List<Stepped.Text>> ofEach = batches(seed, new Stepped(MAX_TEXTS, MAX_TOKENS, Duration.ZERO), false);
        assertThat(ofOneFlow).hasSizeGreaterThan(200).isEqualTo(ofEach);
        Map<Integer, Integer> waited = new HashMap<>();
        int oldest = 0;
        for (List<Stepped.Text> batch : ofOneFlow) {
            assertThat(batch.get(0).id()).as("a batch starts from the oldest").isEqualTo(oldest);
            batch.forEach(text -> waited.put(text.id(), text.tokens()));
            while (waited.remove(oldest) != null) {
                oldest++;
            }
        }
    }

    private static List<List<Stepped.Text>> batches(long seed, Stepped own, boolean isOneFlow) {
        Random random = new Random(seed);
        for (int step = 0; step < 500; step++) {
            for (int i = random.nextInt(30); i > 0; i--) {
                int tokens = length(random);
                if (isOneFlow) {
                    own.offer("flow", tokens);
                } else {
                    own.offer(tokens);
                }
            }
            own.batcher.runDue();
        }
        own.drain();
        return own.batches;
    }

    /** A thousand texts wait, of which each flow has as many as chance gives it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10, 30, 100, 1_000})
    void shouldFormBatchesOfManyAlikeFlowsThatAreWorthNearlyAsMuchAsThoseOfOne(int flows) {
        assertThat(worth(flows) / worth(1)).as("of %d flows", flows).isGreaterThan(0.98);
    }

    /** Real tokens over what the model spends on them. */
    private static double worth(int flows) {
        Random random = new Random(5);
        Stepped roomy = new Stepped(128, 1_024, Duration.ZERO);
        for (int batch = 0; batch < 1_000; batch++) {
            while (roomy.batcher.queued() < 1_000) {
                roomy.offer("flow" + random.nextInt(flows), likeText(random));
            }
            roomy.batcher.runDue();
        }
        double tokens =
                roomy.reports.stream().mapToDouble(BatchReport::sourceTokens).sum();
        return tokens
                / roomy.reports.stream()
                        .mapToDouble(report -> 150.0 + report.paddedSourceTokens())
                        .sum();
    }

    @Test
    void shouldNotLetAFlowThatComesBackJustInTimeStarveAnother() {
        for (int i = 0; i < 10_000; i++) {
            offer("steady", 20);
        }
        int ofSteady = 0;
        int ofBursts = 0;
        for (int batch = 0; batch < 100; batch++) {
            while (ofBursts < MAX_TEXTS) {
                offer("bursts", 20);
                ofBursts++;
            }
            for (Stepped.Text text : runOne()) {
                if (flow(text).equals("steady")) {
                    ofSteady++;
                } else {
                    ofBursts--;
                }
            }
        }
        assertThat(ofSteady).as("of %d texts", 100 * MAX_TEXTS).isBetween(45 * MAX_TEXTS, 55 * MAX_TEXTS);
    }

    @Test
    void shouldLetAFlowStartOneOfManyBatchesHoweverManyNewOnesCome() {
        for (int i = 0; i < 1_000; i++) {
            offer("flood", 25);
        }
        int ofFlood = 0;
        for (int batch = 0; batch < 40 * Lane.SHARERS; batch++) {
            for (int i = 0; i < MAX_TEXTS; i++) {
                offer("key" + flowOf.size(), 25);
            }
            ofFlood += (int)
                    runOne().stream().filter(text -> flow(text).equals("flood")).count();
        }
        assertThat(ofFlood).as("of the texts that others would have filled").isBetween(35 * MAX_TEXTS, 45 * MAX_TEXTS);
    }

    @Test
    void shouldKeepNothingOfFlowsWhenNothingWaits() {
        Random random = new Random(3);
        int most = 0;
        for (int batch = 0; batch < 2_000; batch++) {
            while (stepped.batcher.queued() < 50) {
                stepped.offer("key" + random.nextInt(1_000_000), length(random), Priority.NORMAL);
                stepped.offer("flood", length(random), Priority.LOW);
            }
            stepped.batcher.runDue();
            most = Math.max(most, stepped.batcher.flows());
        }
        assertThat(most).as("flows known while 50 items wait").isLessThan(50 + Lane.SHARERS * MAX_TEXTS);
        stepped.drain();
        assertThat(stepped.batcher.flows()).isZero();

        for (int i = 0; i < 100; i++) {
            stepped.offer("key" + i % 7, length(random), i % 2 == 0 ? Priority.LOW : Priority.HIGH);
        }
        stepped.batcher.runDue();
        assertThat(stepped.batcher.withdraw("owner")).isPositive();
        assertThat(stepped.batcher.flows()).isZero();
        assertThat(stepped.batcher.queued()).isZero();
    }
}
