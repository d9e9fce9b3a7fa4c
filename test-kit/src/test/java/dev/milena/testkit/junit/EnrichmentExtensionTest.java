// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.junit;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThatThrownBy;

import dev.milena.api.TextRequest;
import dev.milena.streams.Enriched;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.testkit.ScriptedModel;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class EnrichmentExtensionTest {
    private final ScriptedModel model = ScriptedModel.named("en-de");

    @RegisterExtension
    private final EnrichmentExtension lines = EnrichmentExtension.of(EnrichmentExtensionTest::topology, model);

    @RepeatedTest(2)
    void shouldStartAnewForEachTest() {
        lines.driver().input("lines", Serdes.String(), Serdes.String()).pipe("k", "a");
        lines.driver().runBatches();

        assertThat(lines.driver().output("out", Serdes.String(), Serdes.String()))
                .values()
                .containsExactly("<a>");
    }

    @Test
    void shouldCloseTheDriverAfterATest() {
        TestExecutionSummary summary = run(OneTest.class);

        assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
        assertThat(OneTest.last).isNotNull().matches(ScriptedModel::isClosed, "is closed");
    }

    /** A test of its own, run by another. */
    static final class OneTest {
        static @Nullable ScriptedModel last;

        private final ScriptedModel own = ScriptedModel.named("own");

        @RegisterExtension
        private final EnrichmentExtension extension =
                EnrichmentExtension.of(EnrichmentExtensionTest::topology, Map.of("milena.tick.ms", "7"), own);

        @Test
        void shouldFindItsDriver() {
            last = own;
            assertThat(extension.driver()).hasNothingPending();
            assertThat(own.isClosed()).isFalse();
        }
    }

    private static TestExecutionSummary run(Class<?> test) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(test))
                                .build(),
                        summary);
        return summary.getSummary();
    }

    @Test
    void shouldSayHowToRegisterItWhenNobodyDid() {
        ScriptedModel other = ScriptedModel.named("other");
        EnrichmentExtension extension = EnrichmentExtension.of(EnrichmentExtensionTest::topology, other);
        assertThatThrownBy(extension::driver).hasMessageContaining("@RegisterExtension");
    }

    private static Topology topology(Models models) {
        StreamsBuilder builder = new StreamsBuilder();
        Enriched<String, String> enriched = Enrichment.<String, String>named("ask")
                .models(models)
                .text(TextRequest::of)
                .pendingAs(Serdes.String(), Serdes.String())
                .apply(builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String())));
        enriched.answers((line, answer) -> answer.text()).to("out", Produced.with(Serdes.String(), Serdes.String()));
        enriched.refusals();
        return builder.build();
    }
}
