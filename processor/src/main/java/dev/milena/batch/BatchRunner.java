// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.BatchReport;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one batch and, when it fails, its halves, until every item either has an output or has failed alone. Belongs to
 * the thread that calls it; keeps no state between batches.
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
            runOrBisect(batch);
        } catch (BatchAbandonedException e) {
            LOG.log(System.Logger.Level.INFO, name + ": a batch is given up: " + e.getMessage());
        }
    }

    private void runOrBisect(List<QueuedItem<I, O>> batch) {
        long start = clock.getAsLong();
        Outcome<O> outcome =
                apply(batch.stream().map(queued -> queued.item().input()).toList());
        long end = clock.getAsLong();
        guarded("listener", () -> listener.accept(report(batch, outcome, start, end)));
        if (outcome.failure() == null) {
            for (int i = 0; i < batch.size(); i++) {
                complete(batch.get(i), outcome.outputs().get(i), null);
            }
        } else if (batch.size() == 1) {
            complete(batch.get(0), null, outcome.failure());
        } else {
            int middle = batch.size() / 2;
            runOrBisect(batch.subList(0, middle));
            runOrBisect(batch.subList(middle, batch.size()));
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
            if (outputs.stream().anyMatch(Objects::isNull)) {
                return failed("the model returned no output for a text of a batch of " + inputs.size());
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
                outcome.outputs().stream().mapToInt(sizeOf).sum(),
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

    private record Outcome<O>(List<O> outputs, @Nullable Throwable failure) {}
}
