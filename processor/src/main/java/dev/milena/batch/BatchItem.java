// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.Priority;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work for a {@link Batcher}.
 *
 * @param <I> what goes into the model
 * @param <O> what comes out
 * @param owner identity under which queued items can be withdrawn, compared with {@code ==}
 * @param input the work
 * @param sourceTokens length of the input in tokens, at least 1
 * @param claim on whose behalf it asks
 * @param alone whether it shares its batch with no other item, and runs before all that may: for an item that is
 *     suspected of bringing the process down
 * @param onDone called exactly once on the thread that ran the batch, unless the item was withdrawn before or its batch
 *     was abandoned: with the output and null, or with null and the error that this one item causes even alone. Must not
 *     block or throw.
 */
public record BatchItem<I, O>(
        Object owner,
        I input,
        int sourceTokens,
        Claim claim,
        boolean alone,
        BiConsumer<@Nullable O, @Nullable Throwable> onDone) {

    /** An item that stands for itself and may share its batch. */
    public BatchItem(Object owner, I input, int sourceTokens, BiConsumer<@Nullable O, @Nullable Throwable> onDone) {
        this(owner, input, sourceTokens, Claim.ofItsOwn(), false, onDone);
    }

    /** The same with another who is told. */
    public BatchItem<I, O> telling(BiConsumer<@Nullable O, @Nullable Throwable> other) {
        return new BatchItem<>(owner, input, sourceTokens, claim, alone, other);
    }

    /** The same with another priority. */
    BatchItem<I, O> with(Priority priority) {
        return new BatchItem<>(owner, input, sourceTokens, claim.with(priority), alone, onDone);
    }
}
