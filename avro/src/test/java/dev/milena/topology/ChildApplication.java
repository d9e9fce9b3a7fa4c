// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.EnrichmentObserver;
import dev.milena.config.MilenaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The application that {@code SigkillIT} kills: the real topology with a slow fake model, in a JVM of its own. Arguments
 * are settings as {@code key=value}; {@code sabotage=no-changelog} keeps pending events in memory alone. Prints
 * {@code RESTORED task events} and {@code RUNNING}; ends when its standard input does.
 */
final class ChildApplication {

    /** What the process ends with when its model hangs. */
    static final int EXIT_HUNG = 9;

    /** For the end of a test that died and can no longer kill its children. */
    private static final Duration LONGEST_CLOSE = Duration.ofMinutes(1);

    private ChildApplication() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        boolean sabotaged = "no-changelog".equals(settings.remove("sabotage"));
        Duration perBatch = Duration.ofMillis(Long.parseLong(settings.remove("perBatchMs")));
        MilenaConfig config = TopologyFixture.config(settings);
        CountDownLatch end = new CountDownLatch(1);
        try (EnrichmentRuntime runtime = EnrichmentRuntime.builder(config)
                        .model(new FakeTextModel("en-de", perBatch))
                        .observer(new Printer())
                        .onGiveUp(failure -> {
                            System.out.println("GAVE UP " + failure.reason() + ": " + failure.message());
                            System.exit(EXIT_HUNG);
                        })
                        .build();
                KafkaStreams streams = new KafkaStreams(
                        sabotaged ? withoutChangelog(config, runtime) : EnrichmentTopology.build(config, runtime),
                        config.streamsProperties())) {
            streams.setUncaughtExceptionHandler(new RestartPolicy(config, () -> {}, failure -> end.countDown()));
            streams.setStateListener((now, before) -> System.out.println(now));
            streams.start();
            Thread reader = new Thread(() -> waitForEndOfInput(end), "end-of-input");
            reader.setDaemon(true);
            reader.start();
            end.await();
        }
        System.out.println("CLOSED");
    }

    /** What an implementer in a hurry would write: the same processor over a buffer that only this process has. */
    private static Topology withoutChangelog(MilenaConfig config, EnrichmentRuntime runtime) {
        EnrichmentSettings settings = EnrichmentSettings.of(config, Map.of());
        Topology topology = new Topology();
        topology.addSource(
                EnrichmentTopology.SOURCE,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                settings.inputTopic());
        topology.addProcessor(
                EnrichmentTopology.PROCESSOR,
                () -> new EnrichmentProcessor(config, settings, runtime),
                EnrichmentTopology.SOURCE);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(settings.storeName()), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                EnrichmentTopology.PROCESSOR);
        Map.of(
                        EnrichmentTopology.OUTPUT_SINK, settings.outputTopic(),
                        EnrichmentTopology.ATTENTION_SINK, settings.attentionTopic(),
                        EnrichmentTopology.DEAD_LETTER_SINK, settings.deadLetterTopic())
                .forEach((name, topic) -> topology.addSink(
                        name,
                        topic,
                        new ByteArraySerializer(),
                        new OutgoingValue.Writer(),
                        new SourcePartitioner(),
                        EnrichmentTopology.PROCESSOR));
        return topology;
    }

    private static void waitForEndOfInput(CountDownLatch end) {
        try {
            while (System.in.read() >= 0) {
                // whatever comes is ignored; only its end counts
            }
        } catch (java.io.IOException e) {
            System.out.println("no more input: " + e);
        }
        end.countDown();
        LockSupport.parkNanos(LONGEST_CLOSE.toNanos());
        Runtime.getRuntime().halt(1);
    }

    private static final class Printer implements EnrichmentObserver {
        @Override
        public void restored(String task, int events) {
            System.out.println("RESTORED " + task + " " + events);
        }
    }
}
