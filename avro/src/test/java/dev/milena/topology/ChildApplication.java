// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.EnrichmentObserver;
import dev.milena.config.MilenaConfig;
import dev.milena.streams.Models;
import dev.milena.testing.FakeTextModel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

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
        try (Models models = Models.builder(config.settings())
                        .add(new FakeTextModel("en-de", perBatch))
                        .observer(new Printer())
                        .onHung(hung -> {
                            System.out.println("GAVE UP ENGINE_HUNG: " + hung.getMessage());
                            System.exit(EXIT_HUNG);
                        })
                        .build();
                KafkaStreams streams = new KafkaStreams(
                        sabotaged ? withoutChangelog(config, models) : EnrichmentTopology.build(config, models),
                        models.streamsProperties(),
                        models.clients())) {
            streams.setUncaughtExceptionHandler(death -> StreamThreadExceptionResponse.REPLACE_THREAD);
            streams.setStateListener((now, before) -> System.out.println(now));
            streams.start();
            Thread reader = new Thread(() -> waitForEndOfInput(end), "end-of-input");
            reader.setDaemon(true);
            reader.start();
            end.await();
        }
        System.out.println("CLOSED");
    }

    /** What an implementer in a hurry would write: the same stage over a buffer that only this process has. */
    private static Topology withoutChangelog(MilenaConfig config, Models models) {
        Properties properties = models.streamsProperties();
        properties.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, WithoutChangelog.class);
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        EnrichmentTopology.addTo(builder, config, models, Map.of());
        return builder.build();
    }

    /** Takes the changelog away from every store. */
    public static final class WithoutChangelog implements ProcessorWrapper {
        @Override
        public <KIn, VIn, KOut, VOut> WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
                String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
            return new WrappedProcessorSupplier<>() {
                @Override
                public Processor<KIn, VIn, KOut, VOut> get() {
                    return supplier.get();
                }

                @Override
                public Set<StoreBuilder<?>> stores() {
                    Set<StoreBuilder<?>> stores = supplier.stores();
                    if (stores != null) {
                        stores.forEach(StoreBuilder::withLoggingDisabled);
                    }
                    return stores;
                }
            };
        }

        @Override
        public <KIn, VIn, VOut> WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
                String name, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
            return ProcessorWrapper.asWrappedFixedKey(supplier);
        }
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
        public void restored(String stage, String task, int records) {
            System.out.println("RESTORED " + task + " " + records);
        }
    }
}
