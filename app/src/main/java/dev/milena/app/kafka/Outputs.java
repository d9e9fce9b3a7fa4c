// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.config.MilenaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serde;

/**
 * Reads the output topics of a job as a read_committed consumer without a group: everything that arrives, or also what
 * is there already. Not thread-safe.
 */
public final class Outputs implements AutoCloseable {

    /** A kind of output. */
    public enum Kind {
        ENRICHED(MilenaConfig.OUTPUT_TOPIC_CONFIG, MilenaConfig.OUTPUT_VALUE_SERDE_CONFIG),
        ATTENTION(MilenaConfig.ATTENTION_TOPIC_CONFIG, MilenaConfig.ATTENTION_VALUE_SERDE_CONFIG),
        DEAD_LETTERS(MilenaConfig.DEAD_LETTER_TOPIC_CONFIG, MilenaConfig.DEAD_LETTER_VALUE_SERDE_CONFIG);

        private final String topicSetting;
        private final String serdeSetting;

        Kind(String topicSetting, String serdeSetting) {
            this.topicSetting = topicSetting;
            this.serdeSetting = serdeSetting;
        }

        /**
         * The kind as the command line names it, such as {@code dead-letters}.
         *
         * @throws CommandFailure when there is none of that name
         */
        public static Kind named(String name) {
            for (Kind kind : values()) {
                if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                    return kind;
                }
            }
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no output '" + name + "'; there are enriched, attention and dead-letters.");
        }
    }

    /**
     * One output.
     *
     * @param kind which output it is
     * @param record where it was, with its key
     * @param value the decoded value
     */
    public record Output(Kind kind, ConsumerRecord<byte[], byte[]> record, SpecificRecord value) {}

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<Kind, Serde<SpecificRecord>> serdes = new LinkedHashMap<>();
    private final Consumer<byte[], byte[]> consumer;

    private Outputs(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Starts to read.
     *
     * @param wanted which outputs
     * @param fromBeginning also what is in the topics already
     * @throws CommandFailure when a topic is missing or no broker answers
     */
    public static Outputs open(Cluster cluster, List<Kind> wanted, boolean fromBeginning) {
        Outputs outputs = new Outputs(cluster.consumer());
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Kind kind : wanted) {
                String topic = cluster.config().getString(kind.topicSetting);
                outputs.kinds.put(topic, kind);
                outputs.serdes.put(kind, cluster.config().newValueSerde(kind.serdeSetting));
                for (PartitionInfo info : outputs.partitions(topic, kind)) {
                    partitions.add(new TopicPartition(topic, info.partition()));
                }
            }
            outputs.consumer.assign(partitions);
            if (fromBeginning) {
                outputs.consumer.seekToBeginning(partitions);
            } else {
                outputs.consumer.seekToEnd(partitions);
            }
            partitions.forEach(outputs.consumer::position); // "from now on" means from this call on
            return outputs;
        } catch (TimeoutException e) {
            outputs.close();
            throw cluster.access().unreachable(e);
        } catch (RuntimeException e) {
            outputs.close();
            throw e;
        }
    }

    private List<PartitionInfo> partitions(String topic, Kind kind) {
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            if (!partitions.isEmpty()) {
                return partitions;
            }
        } catch (AuthorizationException e) {
            throw new CommandFailure(
                    ExitCode.TOPICS,
                    "the topic " + topic + " may not be read by this user; grant DESCRIBE and READ.",
                    e);
        }
        throw new CommandFailure(
                ExitCode.TOPICS,
                "the topic " + topic + " (" + kind.topicSetting + ") does not exist; create it with `milena topics"
                        + " create`, or correct the name.");
    }

    /** The next outputs, or none when the time is over. */
    public List<Output> poll(Duration patience) {
        return StreamSupport.stream(consumer.poll(patience).spliterator(), false)
                .filter(record -> record.value() != null)
                .map(this::decode)
                .toList();
    }

    private Output decode(ConsumerRecord<byte[], byte[]> record) {
        Kind kind = kinds.get(record.topic());
        Serde<SpecificRecord> serde = serdes.get(kind);
        if (kind == null || serde == null) {
            throw new IllegalStateException("a record of " + record.topic() + ", which nobody asked for");
        }
        return new Output(kind, record, serde.deserializer().deserialize(record.topic(), record.value()));
    }

    @Override
    public void close() {
        consumer.close();
        serdes.values().forEach(Serde::close);
    }
}
