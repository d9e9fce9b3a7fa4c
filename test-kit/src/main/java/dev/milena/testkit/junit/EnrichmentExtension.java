// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.junit;

import dev.milena.api.TextModel;
import dev.milena.streams.Models;
import dev.milena.testkit.EnrichmentDriver;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts an {@link EnrichmentDriver} before each test and closes it afterwards:
 *
 * <pre>{@code
 * private final ScriptedModel model = ScriptedModel.named("en-de");
 *
 * @RegisterExtension
 * private final EnrichmentExtension tickets = EnrichmentExtension.of(Tickets::topology, model);
 *
 * @Test
 * void shouldTranslateATicket() {
 *     tickets.driver().input("tickets", ...).pipe("k", ticket("a"));
 * }
 * }</pre>
 *
 * <p>In a field of the instance: a static one would give all tests the same, closed models. One thread.
 */
public final class EnrichmentExtension implements BeforeEachCallback, AfterEachCallback {
    private final Function<Models, Topology> topology;
    private final Map<String, ?> settings;
    private final TextModel[] models;
    private @Nullable EnrichmentDriver driver;

    private EnrichmentExtension(Function<Models, Topology> topology, Map<String, ?> settings, TextModel[] models) {
        this.topology = topology;
        this.settings = Map.copyOf(settings);
        this.models = models.clone();
    }

    /** As {@link EnrichmentDriver#of(Function, TextModel...)}. */
    public static EnrichmentExtension of(Function<Models, Topology> topology, TextModel... models) {
        return of(topology, Map.of(), models);
    }

    /** As {@link EnrichmentDriver#of(Function, Map, TextModel...)}. */
    public static EnrichmentExtension of(
            Function<Models, Topology> topology, Map<String, ?> settings, TextModel... models) {
        return new EnrichmentExtension(topology, settings, models);
    }

    /**
     * The driver of the test that runs.
     *
     * @throws IllegalStateException when none does
     */
    public EnrichmentDriver driver() {
        if (driver == null) {
            throw new IllegalStateException("No test runs; register the extension with @RegisterExtension");
        }
        return driver;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        driver = EnrichmentDriver.of(topology, settings, models);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (driver != null) {
            driver.close();
            driver = null;
        }
    }
}
