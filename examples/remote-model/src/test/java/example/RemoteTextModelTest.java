// SPDX-License-Identifier: Apache-2.0
package example;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.milena.api.RefusalCode;
import dev.milena.testkit.EnrichmentDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The model against a service on this machine that works, fails on a text, is slow, or is away for a while. */
class RemoteTextModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer service;

    @BeforeEach
    void startService() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/health", exchange -> reply(exchange, failures.get() > 0 ? 503 : 200, "{}"));
        service.createContext("/answer", this::answer);
        service.start();
    }

    @AfterEach
    void stopService() {
        service.stop(0);
    }

    @Test
    void shouldAnswerABatchWithOneRequest() {
        try (EnrichmentDriver driver = driver()) {
            driver.input("texts", Translations.STRINGS, Translations.STRINGS).pipe("k", "one", "two", "three");
            driver.runBatches();
            assertThat(driver.output("translations", Translations.STRINGS, Translations.STRINGS))
                    .values()
                    .containsExactly("ONE", "TWO", "THREE");
            assertThat(batches).containsExactly(3);
        }
    }

    @Test
    void shouldRefuseOnlyTheTextOnWhichTheServiceFails() {
        try (EnrichmentDriver driver = driver()) {
            driver.input("texts", Translations.STRINGS, Translations.STRINGS).pipe("k", "one", "poison", "three");
            driver.runBatches();
            assertThat(driver.output("translations", Translations.STRINGS, Translations.STRINGS))
                    .values()
                    .containsExactly("ONE", "THREE");
            assertThat(driver).refused(RefusalCode.ENGINE_FAILED).hasNothingPending();
        }
    }

    @Test
    void shouldBlameNoTextWhileTheServiceIsAway() {
        failures.set(4);
        try (EnrichmentDriver driver = driver()) {
            driver.input("texts", Translations.STRINGS, Translations.STRINGS).pipe("k", "one");
            driver.runBatches();
            assertThat(driver.output("translations", Translations.STRINGS, Translations.STRINGS))
                    .values()
                    .containsExactly("ONE");
            assertThat(driver).hasNothingPending();
        }
    }

    private EnrichmentDriver driver() {
        URI address = URI.create("http://127.0.0.1:" + service.getAddress().getPort());
        return EnrichmentDriver.of(
                Translations::topology, new RemoteTextModel("remote", address, Duration.ofSeconds(5)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode texts = JSON.readTree(exchange.getRequestBody()).path("texts");
        if (failures.get() > 0) {
            failures.decrementAndGet();
            reply(exchange, 503, "{}");
            return;
        }
        batches.add(texts.size());
        ObjectNode answers = JSON.createObjectNode();
        for (JsonNode text : texts) {
            if (text.asText().equals("poison")) {
                reply(exchange, 500, "{}");
                return;
            }
            answers.withArray("answers").add(text.asText().toUpperCase(Locale.ROOT));
        }
        reply(exchange, 200, answers.toString());
    }

    private void reply(HttpExchange exchange, int status, String body) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/health") && failures.get() > 0) {
            failures.decrementAndGet();
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
