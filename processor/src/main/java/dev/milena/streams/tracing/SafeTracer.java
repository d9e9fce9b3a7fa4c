// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.tracing;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tracer of the user's that can harm nothing: what it throws is logged once. Any thread. */
public final class SafeTracer implements RecordTracer {
    private static final Logger log = LoggerFactory.getLogger(SafeTracer.class);

    private final RecordTracer tracer;
    private final AtomicBoolean complained = new AtomicBoolean();

    /** Around a tracer of the user's. */
    public SafeTracer(RecordTracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void taken(TracedRecord record) {
        guarded(() -> tracer.taken(record));
    }

    @Override
    public void batchEnded(TracedBatch batch) {
        guarded(() -> tracer.batchEnded(batch));
    }

    @Override
    public void leaving(TracedRecord record, Headers headers) {
        guarded(() -> tracer.leaving(record, headers));
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | LinkageError e) {
            if (complained.compareAndSet(false, true)) {
                log.warn(
                        "The record tracer fails ({}): traces have gaps, records go on",
                        e.getClass().getName());
            }
        }
    }
}
