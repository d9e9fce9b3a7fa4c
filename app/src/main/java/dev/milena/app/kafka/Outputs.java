// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.serde.UndecodableValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output topics of a job as a read_committed consumer without a group: everything that arrives, or also what
 * is there already. Not thread-safe.
 */
public final class Outputs implements AutoCloseable {

    /** A kind of output. */
    public enum Kind {
        ENRICHED(MilenaConfig.OUTPUT_TOPIC_CONFIG, MilenaConfig.OUTPUT_VALUE_SERDE_CONFIG, EnrichedText.class),
        QUARANTINE(MilenaConfig.QUARANTINE_TOPIC_CONFIG, MilenaConfig.OUTPUT_VALUE_SERDE_CONFIG, EnrichedText.class),
        ATTENTION(MilenaConfig.ATTENTION_TOPIC_CONFIG, MilenaConfig.ATTENTION_VALUE_SERDE_CONFIG, AttentionMap.class),
        DEAD_LETTERS(
                MilenaConfig.DEAD_LETTER_TOPIC_CONFIG, MilenaConfig.DEAD_LETTER_VALUE_SERDE_CONFIG, DeadLetter.class);

        private final String topicSetting;
        private final String serdeSetting;
        private final Class<? extends SpecificRecord> type;

        Kind(String topicSetting, String serdeSetting, Class<? extends SpecificRecord> type) {
            this.topicSetting = topicSetting;
            this.serdeSetting = serdeSetting;
            this.type = type;
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
                    "there is no output '" + name + "'; there are enriched, quarantine, attention and dead-letters.");
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
    private final Map<Kind, Serde<Object>> serdes = new LinkedHashMap<>();
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
        Outputs outputs = new Outputs(cluster.gaplessConsumer());
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Kind kind : wanted) {
                String topic = cluster.config().getString(kind.topicSetting);
                if (topic.isEmpty()) {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            kind.topicSetting
                                    + " is not set: answers in doubt go to the topic of the others. Set it, or"
                                    + " read enriched.");
                }
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
        } catch (TimeoutException | AuthenticationException e) {
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

    /**
     * The next outputs, or none when the time is over.
     *
     * @param foreign hears of each record that is no output, with topic, partition, offset and the reason, and of records
     *     that went before they were read
     */
    public List<Output> poll(Duration patience, java.util.function.Consumer<String> foreign) {
        List<Output> outputs = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                Output output = decode(record, foreign);
                if (output != null) {
                    outputs.add(output);
                }
            }
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach((partition, offset) -> goOnBehindGap(partition, offset, foreign));
        }
        return outputs;
    }

    private void goOnBehindGap(TopicPartition partition, long lost, java.util.function.Consumer<String> foreign) {
        consumer.seekToBeginning(List.of(partition));
        long start = consumer.position(partition);
        foreign.accept(
                start > lost
                        ? "the records of " + partition + " from offset " + lost + " to " + (start - 1)
                                + " were deleted before they could be shown; raise the topic's retention."
                        : "the records of " + partition + " end before offset " + lost
                                + ", which was to come next: somebody"
                                + " deleted the topic and made it anew. It is shown from its start.");
    }

    private @Nullable Output decode(
            ConsumerRecord<byte[], byte[]> record, java.util.function.Consumer<String> foreign) {
        Kind kind = kinds.get(record.topic());
        Serde<Object> serde = serdes.get(kind);
        if (kind == null || serde == null) {
            throw new IllegalStateException("a record of " + record.topic() + ", which nobody asked for");
        }
        String problem;
        try {
            @Nullable
            Object value =
                    record.value() == null ? null : serde.deserializer().deserialize(record.topic(), record.value());
            if (kind.type.isInstance(value)) {
                return new Output(kind, record, kind.type.cast(value));
            }
            problem = value == null
                    ? "it has no value"
                    : "it is a " + value.getClass().getSimpleName();
        } catch (UndecodableValueException e) {
            problem = String.valueOf(e.getMessage());
        } catch (RuntimeException e) { // of a serde of somebody's own, whose message may repeat the text
            problem = e.getClass().getName();
        }
        foreign.accept(
                record.topic() + "-" + record.partition() + "@" + record.offset() + " is not shown: it cannot be read"
                        + " as " + kind.type.getSimpleName() + " (" + problem
                        + "). See who else writes to this topic, or correct "
                        + kind.serdeSetting + ".");
        return null;
    }

    @Override
    public void close() {
        consumer.close();
        serdes.values().forEach(Serde::close);
    }
}
