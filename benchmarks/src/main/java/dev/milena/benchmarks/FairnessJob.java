// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.Priority;
import dev.milena.api.TextModel;
import dev.milena.app.job.Jobs;
import dev.milena.config.MilenaConfig;
import dev.milena.host.StreamsHost;
import dev.milena.model.Bundles;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.EnrichedTextSerde;
import dev.milena.serde.TextEventSerde;
import dev.milena.topology.EnrichmentTopology;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The built-in job with a model that stays open, and events that are sent to it at their moments. One thread. */
final class FairnessJob implements AutoCloseable {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NUMBER = "number";
    private static final String PRIORITY = "priority";
    private static final String FLOW = "flow";

    private final Path bundle;
    private final String bootstrapServers;
    private final Path state;
    private final List<String> texts;
    private final boolean oneFlow;
    private final Map<String, String> settings;
    private final TextModel model;
    private int runs;

    /**
     * An event.
     *
     * @param at when it is due, in seconds from the begin
     */
    record Event(double at, String key, int partition, Priority priority) {}

    /**
     * What came of the events.
     *
     * @param events in the order in which they were due
     * @param seen when a reader of everything saw each answer, in seconds from the begin
     * @param committed when a reader of what is committed did
     * @param sourceTokens of each
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Answers(List<Event> events, double[] seen, double[] committed, int[] sourceTokens) {}

    FairnessJob(
            Path bundle,
            String bootstrapServers,
            Path state,
            List<String> texts,
            boolean oneFlow,
            Map<String, String> settings) {
        this.bundle = bundle;
        this.bootstrapServers = bootstrapServers;
        this.state = state;
        this.texts = texts;
        this.oneFlow = oneFlow;
        this.settings = Map.copyOf(settings);
        this.model = Bundles.openAll(config("no-input", "no-output").settings()).get(0);
    }

    /** Sends events to an application of their own, and waits until all are answered. */
    Answers run(List<Event> unsorted) throws Exception {
        List<Event> events =
                unsorted.stream().sorted(Comparator.comparingDouble(Event::at)).toList();
        String name = "run-" + ++runs;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(Stream.of(name, name + "-out", "milena.attention", "milena.dead-letters")
                            .filter(topic -> runs == 1 || topic.startsWith(name))
                            .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        MilenaConfig config = config(name, name + "-out");
        try (StreamsHost job = Jobs.of(config).build().open()) {
            job.load(List.of(new BusyModel(model, 1, 1)));
            job.start(EnrichmentTopology.build(config, job.models()));
            if (!job.awaitRunning(PATIENCE)) {
                throw new IllegalStateException("Milena does not run: " + job.failure());
            }
            long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            Reader all = new Reader(name + "-out", "read_uncommitted", events.size(), begin);
            Reader committed = new Reader(name + "-out", "read_committed", events.size(), begin);
            CompletableFuture<Void> both = CompletableFuture.allOf(
                    CompletableFuture.runAsync(all::read), CompletableFuture.runAsync(committed::read));
            send(name, events, begin);
            both.get();
            return new Answers(events, all.at, committed.at, all.sourceTokens);
        }
    }

    private void send(String topic, List<Event> events, long begin) {
        try (TextEventSerde serde = new TextEventSerde();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                TextEvent text = TextEvent.newBuilder()
                        .setText(texts.get(i % texts.size()))
                        .build();
                RecordHeaders headers = new RecordHeaders();
                headers.add(NUMBER, ByteBuffer.allocate(Integer.BYTES).putInt(i).array());
                headers.add(
                        PRIORITY,
                        event.priority().name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
                if (oneFlow) {
                    headers.add(FLOW, new byte[] {'1'});
                }
                byte[] value = serde.serializer().serialize(topic, headers, text);
                long due = begin + (long) (event.at() * 1e9);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                        topic, event.partition(), null, event.key().getBytes(StandardCharsets.UTF_8), value, headers));
            }
        }
    }

    /** Notes when it sees each answer. */
    private final class Reader {
        private final String topic;
        private final String level;
        private final long begin;
        private final double[] at;
        private final int[] sourceTokens;

        Reader(String topic, String level, int count, long begin) {
            this.topic = topic;
            this.level = level;
            this.begin = begin;
            this.at = new double[count];
            this.sourceTokens = new int[count];
        }

        void read() {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers", bootstrapServers, "isolation.level", level, "auto.offset.reset", "earliest");
            try (EnrichedTextSerde serde = new EnrichedTextSerde();
                    KafkaConsumer<byte[], byte[]> consumer =
                            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.assign(IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList());
                int left = at.length;
                long last = System.nanoTime();
                while (left > 0) {
                    for (ConsumerRecord<byte[], byte[]> answer : consumer.poll(Duration.ofMillis(100))) {
                        last = System.nanoTime();
                        int number = ByteBuffer.wrap(
                                        answer.headers().lastHeader(NUMBER).value())
                                .getInt();
                        if (at[number] != 0) {
                            throw new IllegalStateException("event " + number + " is answered twice");
                        }
                        at[number] = (last - begin) / 1e9;
                        EnrichedText text = serde.deserializer().deserialize(topic, answer.headers(), answer.value());
                        sourceTokens[number] = text.getSourceTokens();
                        left--;
                    }
                    if (System.nanoTime() - last > PATIENCE.toNanos()) {
                        throw new IllegalStateException(
                                left + " answers of " + topic + " are missing, and none came for " + PATIENCE);
                    }
                }
            }
        }
    }

    private MilenaConfig config(String input, String output) {
        Map<String, String> all = new HashMap<>(Map.ofEntries(
                Map.entry(MilenaConfig.BUNDLES_CONFIG, bundle.toString()),
                Map.entry(MilenaConfig.INPUT_TOPIC_CONFIG, input),
                Map.entry(MilenaConfig.OUTPUT_TOPIC_CONFIG, output),
                Map.entry(MilenaConfig.FLOW_HEADER_CONFIG, FLOW),
                Map.entry(MilenaConfig.PRIORITY_HEADER_CONFIG, PRIORITY),
                Map.entry(MilenaConfig.ATTENTION_ENABLED_CONFIG, "false"),
                Map.entry(MilenaConfig.METRICS_PORT_CONFIG, "-1"),
                Map.entry("application.id", input),
                Map.entry("bootstrap.servers", bootstrapServers),
                Map.entry("replication.factor", "1"),
                Map.entry("state.dir", state.toString())));
        all.putAll(settings);
        return MilenaConfig.of(all);
    }

    @Override
    public void close() {
        model.close();
    }
}
