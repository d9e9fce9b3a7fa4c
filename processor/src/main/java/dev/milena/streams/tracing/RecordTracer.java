// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.tracing;

import org.apache.kafka.common.header.Headers;

/**
 * Hears of every record and every batch, with what links them, so that a tracing library can make spans of them. A record's
 * headers, such as {@code traceparent}, go on with what is made of it in any case.
 *
 * <pre>{@code
 * record   taken ------------------------------------- leaving        (headers in, headers out)
 * batch              batchEnded: model, time, texts                   (a text's id begins with its record's)
 * }</pre>
 *
 * <p>Calls come from stream threads and from the workers of the models: an implementation is thread-safe and quick. What
 * it throws is logged once and costs nothing else. It gets headers and ids, never a text.
 */
public interface RecordTracer {
    /** One that does nothing. */
    RecordTracer NONE = new RecordTracer() {};

    /** A stage took a record, or found it in its store when its task started. Stream thread. */
    default void taken(TracedRecord record) {}

    /**
     * A batch ended. A batch that fails is split, so that a text may be in several, one after the other. Worker thread;
     * the call of the model has just returned.
     */
    default void batchEnded(TracedBatch batch) {}

    /**
     * A record leaves its stage, answered or refused. Stream thread.
     *
     * @param headers those that go on; may be changed, for instance to name a span of the stage as the parent of what comes
     */
    default void leaving(TracedRecord record, Headers headers) {}
}
