// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.BatchReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one batch and, when it fails, its parts, until every item either has an output or has failed alone: the items
 * without an output, or else halves. Belongs to the thread that calls it; keeps no state between batches.
 */
final class BatchRunner<I, O> {

    private static final System.Logger LOG = System.getLogger(BatchRunner.class.getName());

    private final String name;
    private final Budget budget;
    private final LongSupplier clock;
    private final Function<List<I>, List<O>> function;
    private final ToIntFunction<O> sizeOf;
    private final Consumer<BatchReport> listener;

    BatchRunner(
            String name,
            Budget budget,
            LongSupplier clock,
            Function<List<I>, List<O>> function,
            ToIntFunction<O> sizeOf,
            Consumer<BatchReport> listener) {
        this.name = name;
        this.budget = budget;
        this.clock = clock;
        this.function = function;
        this.sizeOf = sizeOf;
        this.listener = listener;
    }

    void run(List<QueuedItem<I, O>> batch) {
        try {
            boolean unused = runOrSplit(batch);
        } catch (BatchAbandonedException e) {
            LOG.log(System.Logger.Level.INFO, name + ": a batch is given up: " + e.getMessage());
        }
    }

    /** Runs a batch, or its parts; returns whether it came back whole. */
    private boolean runOrSplit(List<QueuedItem<I, O>> batch) {
        long start = clock.getAsLong();
        Outcome<O> outcome =
                apply(batch.stream().map(queued -> queued.item().input()).toList());
        long end = clock.getAsLong();
        guarded("listener", () -> listener.accept(report(batch, outcome, start, end)));
        if (outcome.failure() == null) {
            return completeOrRunAlone(batch, outcome.outputs());
        }
        if (batch.size() == 1) {
            complete(batch.get(0), null, outcome.failure());
        } else {
            bisect(batch);
        }
        return false;
    }

    /** What has an output is done, what has none runs alone, after all others were told. */
    private boolean completeOrRunAlone(List<QueuedItem<I, O>> batch, List<@Nullable O> outputs) {
        List<QueuedItem<I, O>> failed = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            O output = outputs.get(i);
            if (output == null) {
                failed.add(batch.get(i));
            } else {
                complete(batch.get(i), output, null);
            }
        }
        failed.forEach(item -> runOrSplit(List.of(item)));
        return failed.isEmpty();
    }

    /** Runs the halves of a batch that failed. Where the first one works, the second must hold what broke them both. */
    private void bisect(List<QueuedItem<I, O>> batch) {
        if (batch.size() == 1) {
            boolean unused = runOrSplit(batch); // its error is still unknown
            return;
        }
        List<QueuedItem<I, O>> second = batch.subList(batch.size() / 2, batch.size());
        if (runOrSplit(batch.subList(0, batch.size() / 2))) {
            bisect(second);
        } else {
            boolean unused = runOrSplit(second);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // an OutOfMemoryError of a large batch is cured by halving it, too
    private Outcome<O> apply(List<I> inputs) {
        try {
            List<O> outputs = function.apply(inputs);
            if (outputs == null || outputs.size() != inputs.size()) {
                return failed("the model returned " + (outputs == null ? "no list" : outputs.size() + " outputs")
                        + " for a batch of " + inputs.size() + " texts");
            }
            if (outputs.stream().allMatch(Objects::isNull)) {
                return failed("the model returned no output for a batch of " + inputs.size() + " texts");
            }
            return new Outcome<>(outputs, null);
        } catch (BatchAbandonedException e) {
            throw e;
        } catch (Throwable failure) {
            return new Outcome<>(List.of(), failure);
        }
    }

    private Outcome<O> failed(String what) {
        return new Outcome<>(List.of(), new IllegalStateException(name + ": " + what));
    }

    private BatchReport report(List<QueuedItem<I, O>> batch, Outcome<O> outcome, long start, long end) {
        int sum = 0;
        int longest = 0;
        long waited = 0;
        for (QueuedItem<I, O> queued : batch) {
            sum += queued.tokens();
            longest = Math.max(longest, queued.tokens());
            waited = Math.max(waited, start - queued.since());
        }
        int texts = batch.size();
        return new BatchReport(
                name,
                texts,
                sum,
                texts * longest,
                outcome.outputs().stream()
                        .filter(Objects::nonNull)
                        .mapToInt(sizeOf)
                        .sum(),
                budget.fill(texts, longest),
                waited,
                end - start,
                outcome.failure() != null);
    }

    private void complete(QueuedItem<I, O> queued, @Nullable O output, @Nullable Throwable failure) {
        guarded("onDone", () -> queued.item().onDone().accept(output, failure));
    }

    /** A broken callback must not cost the other items of the batch theirs. */
    private void guarded(String what, Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, name + ": " + what + " threw, which it must not", e);
        }
    }

    private record Outcome<O>(
            List<@Nullable O> outputs, @Nullable Throwable failure) {}
}
