// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.GlossaryHit;
import dev.milena.api.TermUse;
import dev.milena.api.TextRequest;
import dev.milena.glossary.LiveGlossary;
import dev.milena.streams.Models;
import dev.milena.streams.config.StageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A glossary of an enrichment of one's own, which changes while records come. */
class GlossaryTest {
    private final ScriptedModel model = ScriptedModel.named("en-de")
            .from("en")
            .into("de")
            .answering("my umbrella", "mein Dings")
            .answering("old umbrella", "alter Regenschirm");

    private final LiveGlossary glossary = new LiveGlossary();
    private final List<GlossaryHit> hits = new ArrayList<>();

    @Test
    void shouldTranslateTermsAsTheGlossaryIsWhenTheirRecordComes() {
        try (EnrichmentDriver driver = EnrichmentDriver.of(topology(), Map.of(), model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("my umbrella"));
            glossary.put("en-de:umbrella", "Schirm");
            Tickets.in(driver).pipe("k", Ticket.numbered("my umbrella", "old umbrella"));
            glossary.put("en-de:umbrella", null);
            Tickets.in(driver).pipe("k", Ticket.numbered("my umbrella"));
            driver.runBatches();

            assertThat(Stages.out(driver).values())
                    .containsExactly("0: mein Dings", "0: mein Schirm", "1: alter Regenschirm", "0: mein Dings");
            assertThat(hits).extracting(GlossaryHit::use).containsExactly(TermUse.REPLACED, TermUse.KEPT);
        }
    }

    /** A task reads no file: it may begin hours after the process, on another thread. */
    @Test
    void shouldTranslateTermsByAFileThatIsGoneWhenItsTasksBegin(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("terms.en-de.tsv"), "umbrella\tSchirm\n");
        Function<Models, Topology> stages =
                Stages.of(stage -> stage.text(ticket -> TextRequest.of(ticket.body())), Stages::numbered);
        Function<Models, Topology> withoutFile = models -> {
            assertThat(file.toFile().delete()).isTrue();
            return stages.apply(models);
        };
        Map<String, String> settings = Map.of(StageConfig.GLOSSARY_FILE_CONFIG, file.toString());
        try (EnrichmentDriver driver = EnrichmentDriver.of(withoutFile, settings, model)) {
            Tickets.in(driver).pipe("k", Ticket.numbered("my umbrella"));
            driver.runBatches();

            assertThat(Stages.out(driver).values()).containsExactly("0: mein Schirm");
        }
    }

    private Function<Models, Topology> topology() {
        return Stages.of(
                stage -> stage.text(ticket -> TextRequest.of(ticket.body())).glossary(glossary), answered -> {
                    hits.addAll(answered.answers().get(0).glossaryHits());
                    return Stages.numbered(answered);
                });
    }
}
