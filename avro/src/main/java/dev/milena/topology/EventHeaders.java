// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Priority;
import dev.milena.streams.record.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What headers of an event say of its flow and its priority; of several of a name the last one counts. Any thread. */
final class EventHeaders {
    private static final Logger log = LoggerFactory.getLogger(EventHeaders.class);

    private final String flow;
    private final String priority;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param flow name of the header that names the flow; empty for none
     * @param priority name of the header that says the priority; empty for none
     */
    EventHeaders(String flow, String priority) {
        this.flow = flow;
        this.priority = priority;
    }

    /** The flow of an event, or null where it says none. */
    @Nullable
    String flow(SourceRecord<byte[], SourceEvent> record) {
        return value(record, flow);
    }

    /** The priority of an event, or null where it says none that is known. */
    @Nullable
    Priority priority(SourceRecord<byte[], SourceEvent> record) {
        String said = value(record, priority);
        if (said == null) {
            return null;
        }
        for (Priority known : Priority.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(said)) {
                return known;
            }
        }
        if (!warned.getAndSet(true)) {
            log.warn(
                    "An event has another value in its header {} than high, normal or low; it counts as normal, and so do all"
                            + " others like it. This is said once",
                    priority);
        }
        return null;
    }

    private static @Nullable String value(SourceRecord<byte[], SourceEvent> record, String name) {
        Header header = name.isEmpty() ? null : record.headers().lastHeader(name);
        byte[] value = header == null ? null : header.value();
        return value == null || value.length == 0 ? null : new String(value, StandardCharsets.UTF_8);
    }
}
