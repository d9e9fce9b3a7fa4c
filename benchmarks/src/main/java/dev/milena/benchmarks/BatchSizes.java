// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.BatchReport;
import dev.milena.api.EnrichmentObserver;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what the batcher did. Any thread. */
final class BatchSizes implements EnrichmentObserver {

    private final LongAdder batches = new LongAdder();
    private final LongAdder texts = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder padded = new LongAdder();

    @Override
    public void batchFinished(BatchReport report) {
        batches.increment();
        texts.add(report.texts());
        tokens.add(report.sourceTokens());
        padded.add(report.paddedSourceTokens());
    }

    double meanTexts() {
        return (double) texts.sum() / batches.sum();
    }

    /** Share of the source tokens in the model that are padding, 0..1. */
    double padding() {
        return 1 - (double) tokens.sum() / padded.sum();
    }
}
