// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import dev.milena.glossary.LiveGlossary;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topic of the glossary in a global store, and the live glossary as the store says. A record that cannot be used is
 * counted, logged without its text and passed over: its key has no translation. Global thread.
 */
final class GlossaryNode implements Processor<Bytes, byte[], Void, Void> {
    static final String STORE = "milena-glossary";

    private static final Logger log = LoggerFactory.getLogger(GlossaryNode.class);

    private final LiveGlossary glossary;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable Sensor unusable;

    GlossaryNode(LiveGlossary glossary) {
        this.glossary = glossary;
    }

    @Override
    public void init(ProcessorContext<Void, Void> global) {
        context = global;
        unusable =
                global.metrics().addRateTotalSensor("glossary", STORE, "unusable-records", Sensor.RecordingLevel.INFO);
        KeyValueStore<Bytes, byte[]> restored = global.getStateStore(STORE);
        store = restored;
        glossary.clear();
        try (KeyValueIterator<Bytes, byte[]> all = restored.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                put(entry.key, entry.value, "a restored record");
            }
        }
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
        String where = Objects.requireNonNull(context)
                .recordMetadata()
                .map(at -> "the record at " + at.topic() + "-" + at.partition() + ", offset " + at.offset())
                .orElse("a record");
        if (record.key() == null) {
            refuse(where);
            return;
        }
        Objects.requireNonNull(store).put(record.key(), record.value());
        put(record.key(), record.value(), where);
    }

    private void put(Bytes key, byte @Nullable [] value, String where) {
        try {
            glossary.put(text(key.get()), value == null ? null : text(value));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            refuse(where); // what is wrong may quote the term
        }
    }

    private void refuse(String where) {
        Objects.requireNonNull(unusable).record();
        log.warn(
                "{}: {} is passed over, its term has no translation by this topic. A key is UTF-8, a pair of languages, a colon and the"
                        + " term, as in en-de:umbrella; a value the translation and, where there are options, a tab and"
                        + " those. Send the key again",
                MilenaConfig.GLOSSARY_TOPIC_CONFIG,
                where);
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
