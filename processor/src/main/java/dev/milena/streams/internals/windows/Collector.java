// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.config.StageConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes records into windows and forwards windows that close, early updates of them, and the records that are in none. Stream
 * thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Collector<K, V> implements Processor<K, V, K, Object> {
    private final WindowSpec<K, V> spec;
    private @Nullable CollectorSession<K, V> session;

    Collector(WindowSpec<K, V> spec) {
        this.spec = spec;
    }

    @Override
    public void init(ProcessorContext<K, Object> context) {
        Map<String, Object> settings = new HashMap<>(spec.settings());
        settings.putAll(context.appConfigs());
        session = new CollectorSession<>(spec, context, StageConfig.running(settings));
    }

    @Override
    public void process(Record<K, V> record) {
        if (session == null) {
            throw new IllegalStateException("A record arrived before the task was initialised");
        }
        session.take(record);
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
