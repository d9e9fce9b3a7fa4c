// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.BatchReport;
import dev.milena.batch.BatchItem;
import dev.milena.batch.DynamicBatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The real batcher on a virtual clock, with a model that only takes time. One worker, every key once. The same seed gives
 * the same figures to the last bit.
 */
final class BatchSimulator {

    /**
     * What is compared.
     *
     * @param overheadTokens see {@link DynamicBatcher.Builder#overheadTokens}
     * @param linger how long an item waits for others
     */
    record Policy(int maxTexts, int maxTokens, int overheadTokens, Duration linger) {}

    /**
     * What came of it.
     *
     * @param textsPerSecond texts a second
     * @param tokensPerSecond source tokens a second
     * @param padding share of the source tokens in the model that are padding, 0..1
     * @param fill mean share of the batches' budget, 0..1
     * @param texts mean texts a batch
     * @param busy share of the time in which the model ran, 0..1
     * @param medianMillis from a text's arrival to its answer
     * @param p99Millis the same for one in a hundred
     */
    record Result(
            double textsPerSecond,
            double tokensPerSecond,
            double padding,
            double fill,
            double texts,
            double busy,
            double medianMillis,
            double p99Millis) {}

    private final LengthRecording recording;
    private final long seed;

    BatchSimulator(LengthRecording recording, long seed) {
        this.recording = recording;
        this.seed = seed;
    }

    /** As many texts wait as may, always: what is answered is replaced at once. */
    Result backlog(Policy policy, int waiting, int count) {
        return new Run(policy, count, run -> {
                    while (run.batcher.queued() < waiting && run.arrived < run.arrivals.length) {
                        run.arrivals[run.arrived] = run.now;
                        run.offer();
                    }
                    return Long.MAX_VALUE;
                })
                .result();
    }

    /** Texts arrive one by one at random, at a rate that nothing slows down. */
    Result open(Policy policy, double textsPerSecond, int count) {
        Random random = new Random(seed);
        Run run = new Run(policy, count, Run::offerArrived);
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += -Math.log(1 - random.nextDouble()) / textsPerSecond * 1e9;
            run.arrivals[i] = (long) at;
        }
        return run.result();
    }

    /** Where texts come from. */
    private interface Source {
        /** Offers what has arrived by now; returns when the next arrives. */
        long arrive(Run run);
    }

    private final class Run {
        private final DynamicBatcher<Integer, Integer> batcher;
        private final Source source;
        private final Lengths[] texts;
        private final long[] arrivals;
        private final long[] latencies;
        private final List<BatchReport> reports = new ArrayList<>();
        private long now;
        private long busy;
        private int arrived;
        private int answered;

        Run(Policy policy, int count, Source source) {
            this.source = source;
            this.arrivals = new long[count];
            this.latencies = new long[count];
            Random random = new Random(seed + 1);
            this.texts = random.ints(count, 0, recording.texts().size())
                    .mapToObj(recording.texts()::get)
                    .toArray(Lengths[]::new);
            this.batcher = DynamicBatcher.<Integer, Integer>builder()
                    .maxTexts(policy.maxTexts())
                    .maxTokens(policy.maxTokens())
                    .overheadTokens(policy.overheadTokens())
                    .linger(policy.linger())
                    .clock(() -> now)
                    .workers(0)
                    .function(this::answer)
                    .listener(reports::add)
                    .build();
        }

        private void offer() {
            int text = arrived++;
            batcher.offer(new BatchItem<>(this, text, texts[text].source(), (output, failure) -> {
                latencies[text] = now - arrivals[text];
                answered++;
            }));
        }

        private long offerArrived() {
            while (arrived < arrivals.length && arrivals[arrived] <= now) {
                offer();
            }
            return arrived < arrivals.length ? arrivals[arrived] : Long.MAX_VALUE;
        }

        /** Takes its time; what arrives meanwhile is offered at its own moment. */
        private List<Integer> answer(List<Integer> batch) {
            long took = recording
                    .cost()
                    .nanos(BatchCost.Batch.of(
                            batch.stream().map(text -> texts[text]).toList()));
            long end = now + took;
            long next = source.arrive(this);
            while (next <= end) {
                now = next;
                next = source.arrive(this);
            }
            now = end;
            busy += took;
            return batch;
        }

        Result result() {
            while (answered < texts.length) {
                long next = source.arrive(this);
                if (!batcher.runDue()) {
                    // nothing happens before the next arrival or the end of a linger; a tenth of a millisecond is fine
                    now = Math.min(next, now + 100_000);
                }
            }
            double tokens =
                    reports.stream().mapToLong(BatchReport::sourceTokens).sum();
            double padded =
                    reports.stream().mapToLong(BatchReport::paddedSourceTokens).sum();
            Arrays.sort(latencies);
            return new Result(
                    texts.length / (double) now * 1e9,
                    tokens / now * 1e9,
                    1 - tokens / padded,
                    reports.stream().mapToDouble(BatchReport::fill).average().orElseThrow(),
                    (double) texts.length / reports.size(),
                    (double) busy / now,
                    latencies[latencies.length / 2] / 1e6,
                    latencies[(int) (latencies.length * 0.99)] / 1e6);
        }
    }
}
