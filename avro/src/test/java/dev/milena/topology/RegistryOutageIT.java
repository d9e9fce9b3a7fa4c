// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.TextEventSerde;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A registry that the serde of the input asks for each value, as some do for each new schema, and that goes away. */
class RegistryOutageIT {
    private static final int PARTITIONS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @RegisterExtension
    private final NumberedEvents events = NumberedEvents.on(PARTITIONS);

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer registry;

    @BeforeEach
    void start() throws Exception {
        registry = registry(0);
        AskingSerde.port = registry.getAddress().getPort();
        AskingSerde.failures.set(0);
    }

    @AfterEach
    void stop() throws Exception {
        registry.stop(0);
    }

    private static HttpServer registry(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Longer than a stream thread waits inside a call: some die of it, and their successors go on. */
    @Test
    void shouldWaitForARegistryThatGoesAwayWhileEventsCome() throws Exception {
        events.send(0, 300);
        try (Application application = Application.start(settings(), Duration.ofMillis(20))) {
            events.awaitAnswers(50);
            registry.stop(0);
            events.send(300, 100);
            await().dontCatchUncaughtExceptions() // threads die of it
                    .atMost(NumberedEvents.PATIENCE)
                    .until(() -> AskingSerde.failures.get() > 20);
            registry = registry(AskingSerde.port);

            events.awaitAnswers(400);
            assertThat(application.failures()).isEmpty();
        }
        assertThat(events.broker().committed("milena.dead-letters")).isEmpty();
        events.assertAnsweredOnceInOrder(400);
    }

    @Test
    void shouldKeepPendingEventsWhenARegistryIsAwayAtTheStart() throws Exception {
        events.send(0, 200);
        try (Application application = Application.start(settings(), Duration.ofSeconds(1))) {
            events.awaitAnswers(4);
            assertThat(application.failures()).isEmpty();
        }
        registry.stop(0);
        try (Application application = Application.start(settings(), Duration.ZERO)) {
            await().dontCatchUncaughtExceptions() // threads die of it
                    .atMost(NumberedEvents.PATIENCE)
                    .until(() -> AskingSerde.failures.get() > 8);
            registry = registry(AskingSerde.port);

            events.awaitAnswers(200);
            assertThat(application.restored()).isPositive();
            assertThat(application.failures()).isEmpty();
        }
        assertThat(events.broker().committed("milena.dead-letters")).isEmpty();
        events.assertAnsweredOnceInOrder(200);
    }

    private Map<String, String> settings() {
        return events.settings(stateDir, Map.of("milena.input.value.serde", AskingSerde.class.getName()));
    }

    /** Reports an outage in the way of registry serdes: as a SerializationException with the cause. */
    public static final class AskingSerde extends Serdes.WrapperSerde<TextEvent> {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();
        private static final TextEventSerde SERDE = new TextEventSerde();
        private static final AtomicInteger failures = new AtomicInteger();
        private static volatile int port;

        /** Made by class name. */
        public AskingSerde() {
            super(SERDE.serializer(), AskingSerde::read);
        }

        private static TextEvent read(String topic, byte[] bytes) {
            try {
                CLIENT.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                .build(),
                        BodyHandlers.discarding());
            } catch (IOException e) {
                failures.incrementAndGet();
                throw new SerializationException("Error retrieving the schema", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return SERDE.deserializer().deserialize(topic, bytes);
        }
    }
}
