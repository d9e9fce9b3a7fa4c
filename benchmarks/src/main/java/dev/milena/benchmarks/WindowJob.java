// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.BatchReport;
import dev.milena.api.EnrichmentObserver;
import dev.milena.api.TextModel;
import dev.milena.api.TextRequest;
import dev.milena.model.Bundles;
import dev.milena.streams.Models;
import dev.milena.streams.Summaries;
import dev.milena.streams.Summarized;
import dev.milena.streams.windows.WindowSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
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
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/** A topology of summaries over windows with a model that stays open, and events that are sent to it at their moments. One thread. */
final class WindowJob implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path bundle;
    private final String bootstrapServers;
    private final Path state;
    private final TextModel model;
    private final Queue<BatchReport> calls = new ConcurrentLinkedQueue<>();
    private int runs;

    /**
     * An event.
     *
     * @param at when it is due, in seconds from the begin
     * @param time what its timestamp says, in seconds from the begin
     */
    record Event(double at, String key, double time, String text) {}

    /**
     * When what became of a window, by the wall clock in milliseconds.
     *
     * @param beginMs when the run began
     * @param endMs the end of the window
     * @param askedMs when a model was asked
     * @param answeredMs when the summary left the stage
     * @param seenMs when a reader of committed records saw it
     */
    record Summary(long beginMs, long endMs, long askedMs, long answeredMs, long seenMs) {
        double endSeconds() {
            return (endMs - beginMs) / 1e3;
        }
    }

    WindowJob(Path bundle, String bootstrapServers, Path state) {
        this.bundle = bundle;
        this.bootstrapServers = bootstrapServers;
        this.state = state;
        this.model = Bundles.openAll(settings("none")).get(0);
    }

    /** What models were called with in the last run. */
    List<BatchReport> calls() {
        return List.copyOf(calls);
    }

    /** Windows a second where all events are there already. */
    double capacity(List<Event> backlog) throws Exception {
        TimeWindows windows = TimeWindows.ofSizeWithNoGrace(Duration.ofSeconds(2));
        long[] seen = run(all -> all.over(windows).atMostAhead(Duration.ofDays(1)), backlog).stream()
                .mapToLong(Summary::seenMs)
                .sorted()
                .toArray();
        // the middle, so that neither start nor end counts
        return 0.8 * seen.length / ((seen[(int) (0.9 * seen.length)] - seen[seen.length / 10]) / 1e3);
    }

    /** Sends events to an application of their own, and waits until no more windows come. */
    List<Summary> run(UnaryOperator<Summaries<String, String>> windows, List<Event> unsorted) throws Exception {
        List<Event> events =
                unsorted.stream().sorted(Comparator.comparingDouble(Event::at)).toList();
        calls.clear();
        String name = "windows-" + ++runs;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(Stream.of(name, name + "-out", name + "-rejected")
                            .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        try (Models models = Models.builder(settings(name))
                        .add(new BusyModel(model, 1, 1))
                        .observer(new EnrichmentObserver() {
                            @Override
                            public void batchFinished(BatchReport report) {
                                calls.add(report);
                            }
                        })
                        .build();
                KafkaStreams streams = new KafkaStreams(
                        topology(name, windows, models, refused), models.streamsProperties(), models.clients())) {
            streams.start();
            while (streams.state() != KafkaStreams.State.RUNNING) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            // windows begin at the multiples of their size
            long begin = (System.currentTimeMillis() / 2_000 + 2) * 2_000;
            Thread sender = new Thread(() -> send(name, events, begin), "windows-sender");
            sender.start();
            List<Summary> summaries = read(name + "-out", begin);
            sender.join();
            if (!refused.isEmpty()) {
                throw new IllegalStateException(refused.size() + " refusals, the first: " + refused.peek());
            }
            return summaries;
        }
    }

    private static Topology topology(
            String name, UnaryOperator<Summaries<String, String>> windows, Models models, Queue<String> refused) {
        Map<String, Long> asked = new ConcurrentHashMap<>();
        StreamsBuilder builder = new StreamsBuilder();
        Summarized<String, String> summarized = windows.apply(Summaries.<String, String>named("sum")
                        .text(text -> text)
                        .keysAs(Serdes.String())
                        .models(models)
                        .idleAfter(Duration.ofSeconds(3))
                        .request(request -> {
                            asked.put(request.text(), System.currentTimeMillis());
                            return request.task("summarization");
                        }))
                .apply(builder.stream(name, Consumed.with(Serdes.String(), Serdes.String())));
        summarized
                .summaries(summary -> line(summary, asked))
                .to(name + "-out", Produced.with(Serdes.String(), Serdes.String()));
        summarized.refusals().foreach((key, refusal) -> refused.add(refusal.code() + ": " + refusal.message()));
        summarized.rejected().foreach((key, refusal) -> refused.add(refusal.code() + ": " + refusal.message()));
        return builder.build();
    }

    private static String line(WindowSummary<String> summary, Map<String, Long> asked) {
        Long at = asked.remove(TextRequest.of(summary.window().joined()).text());
        return summary.window().end() + " " + (at == null ? 0 : at) + " " + System.currentTimeMillis();
    }

    private void send(String topic, List<Event> events, long begin) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            for (Event event : events) {
                long due = begin + Math.round(event.at() * 1e3);
                for (long left = due - System.currentTimeMillis(); left > 0; left = due - System.currentTimeMillis()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
                }
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                        topic, null, begin + Math.round(event.time() * 1e3), event.key(), event.text()));
            }
        }
    }

    private List<Summary> read(String topic, long begin) {
        List<Summary> summaries = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList());
            long last = System.nanoTime();
            while (System.nanoTime() - last < PATIENCE.toNanos()) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(20))) {
                    last = System.nanoTime();
                    long[] times = Arrays.stream(record.value().split(" ", -1))
                            .mapToLong(Long::parseLong)
                            .toArray();
                    summaries.add(new Summary(begin, times[0], times[1], times[2], System.currentTimeMillis()));
                }
            }
        }
        return summaries;
    }

    private Map<String, Object> settings(String application) {
        return Map.of(
                "milena.bundles",
                bundle.toString(),
                "application.id",
                application,
                "bootstrap.servers",
                bootstrapServers,
                "replication.factor",
                "1",
                "state.dir",
                state.toString());
    }

    @Override
    public void close() {
        model.close();
    }
}
