// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;
import dev.milena.language.DetectedLanguage;
import dev.milena.streams.Models;
import dev.milena.streams.config.StageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts whose requests name no language find the model that reads it. */
class LanguagesTest {
    private final ScriptedModel german =
            ScriptedModel.named("de-en").from("de").into("en").answering(text -> "en:" + text);
    private final ScriptedModel english =
            ScriptedModel.named("en-de").from("en").into("de").answering(text -> "de:" + text);
    private final List<@Nullable Float> confidences = new ArrayList<>();

    @Test
    void shouldAskTheModelThatReadsTheLanguage() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), Map.of(), german, english)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("Hallo da", "Hello there"));
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: en:Hallo da", "1: de:Hello there");
            assertThat(confidences).containsExactly(0.9f, 0.9f);
        }
    }

    @Test
    void shouldRefuseWhatIsNotSureAndKeepTheOthersInOrder() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), Map.of(), german, english)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("Hallo", "Hmm", "Bonjour", "Hello"));
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: en:Hallo", "3: de:Hello");
            assertThat(driver.refusals())
                    .extracting(RefusedRecord::code)
                    .containsExactly(RefusalCode.LANGUAGE_UNSURE, RefusalCode.UNKNOWN_LANGUAGE);
            driver.assertNothingPending();
        }
    }

    @Test
    void shouldDoAsToldWithWhatIsNotSure() {
        Map<String, String> settings = Map.of(StageConfig.LANGUAGE_UNSURE_CONFIG, "en");
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), settings, german, english)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("Hmm"));
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: de:Hmm");
            assertThat(confidences).hasSize(1).containsOnlyNulls();
        }
    }

    @Test
    void shouldRefuseATextThatBreaksTheDetectorAndGoOn() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), Map.of(), german, english)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("broken", "Hello"));
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("1: de:Hello");
            assertThat(driver.refusals()).extracting(RefusedRecord::code).containsExactly(RefusalCode.LANGUAGE_UNSURE);
        }
    }

    @Test
    void shouldAnswerTheSameAfterACrash() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), Map.of(), german, english)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("Hallo", "Hello"));
            driver.crash();
            driver.restart();
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: en:Hallo", "1: de:Hello");
        }
    }

    private Function<Models, Topology> topology() {
        return Stages.of(
                stage -> stage.text(ticket -> TextRequest.of(ticket.body())).languageDetector(LanguagesTest::detect),
                answered -> {
                    confidences.add(answered.answers().get(0).languageConfidence());
                    return Stages.numbered(answered);
                });
    }

    private static DetectedLanguage detect(String text, Set<String> candidates) {
        assertThat(candidates).containsExactlyInAnyOrder("de", "en");
        Map<String, String> languages = Map.of("Hallo", "de", "Hello", "en", "Bonjour", "fr");
        String first = text.split(" ", -1)[0];
        if (first.equals("broken")) {
            throw new IllegalStateException("the detector fails");
        }
        return languages.containsKey(first)
                ? DetectedLanguage.of(Objects.requireNonNull(languages.get(first)), 0.9f)
                : DetectedLanguage.unsure(0.3f);
    }
}
