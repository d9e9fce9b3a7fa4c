// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

import java.util.List;

/**
 * Runs a seq2seq graph: one call decodes a whole batch. As many threads at a time as it was made for; one closes it when
 * no call runs.
 *
 * <p>An answer never depends on the other rows of its batch, their order, or padding.
 */
public interface Seq2SeqEngine extends AutoCloseable {

    /**
     * Decodes a batch.
     *
     * @param rows one row or more, each with at least one source id
     * @param options what holds for the whole batch
     * @return for each row, in order, at least one and at most {@code options.hypotheses()} hypotheses, best first; none
     *     where the native call returned what the contract forbids for this row, and not for all rows
     * @throws EngineException when the native call failed or returned what the contract forbids for all rows
     */
    List<List<Hypothesis>> decode(List<DecoderRow> rows, DecodingOptions options);

    @Override
    void close();
}
