// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.kafka.Outputs.Kind;
import dev.milena.app.kafka.Outputs.Output;
import dev.milena.app.output.FakeTerminal;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.MemberLink;
import dev.milena.schemas.MilenaSchemas;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.Window;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** How the screen tells of windows. */
class SummarySceneTest {
    static {
        MilenaSchemas.trust();
    }

    private static final SourceCoordinates SOURCE = new SourceCoordinates("milena.text", 0, 1L, 1L);
    private static final Sample FIRST = new Sample("knitting", "Purl is a language.", null);
    private static final Sample SECOND = new Sample("knitting", "It is terse.", null);

    private static SummaryScene scene(FakeTerminal screen) {
        DemoOptions options = new DemoOptions(List.of(), true, null, 1, 1, false, false);
        return new SummaryScene(screen.terminal(), options, new DemoScreen(screen.terminal(), false));
    }

    private static Window window(boolean isFinal) {
        return Window.newBuilder()
                .setId("id")
                .setStart(0)
                .setEnd(1)
                .setEdition(1)
                .setIsFinal(isFinal)
                .setRecords(2)
                .setUnreadable(0)
                .setRepeated(0)
                .setDropped(0)
                .setRestsOn(List.of(
                        new MemberLink(new Span(0, 1), 1, new Span(0, 1)),
                        new MemberLink(new Span(2, 3), 0, new Span(0, 1)),
                        new MemberLink(new Span(4, 5), 1, new Span(0, 1))))
                .build();
    }

    private static Output output(Kind kind, SpecificRecord value) {
        byte[] key = "knitting".getBytes(StandardCharsets.UTF_8);
        return new Output(kind, new ConsumerRecord<>("topic", 0, 0, key, new byte[0]), value);
    }

    private static Output summary(String text, boolean isFinal) {
        EnrichedText answer = EnrichedText.newBuilder()
                .setText(text)
                .setSource(SOURCE)
                .setModel(new ModelRef("headline", "1", ""))
                .setScore(0)
                .setConfidence(0.5f)
                .setLogProbMean(0)
                .setLogProbStddev(0)
                .setSourceTokens(1)
                .setOutputTokens(1)
                .setWindow(window(isFinal))
                .build();
        return output(Kind.ENRICHED, answer);
    }

    @Test
    void shouldReplaceEarlyUpdatesOnAScreenByTheFinalSummary() {
        FakeTerminal screen = FakeTerminal.watched(60);
        SummaryScene scene = scene(screen);

        scene.sent(FIRST);
        scene.sent(SECOND);
        scene.show(summary("a language", false));
        assertThat(scene.done()).isZero();
        scene.show(summary("a terse language", true));

        assertThat(scene.done()).isEqualTo(2);
        assertThat(screen.out())
                .contains("  knitting   + Purl is a language.")
                .contains("  knitting   ++ It is terse.")
                .contains("~ early: a language")
                .contains("= \033[1ma terse language\033[0m")
                .contains("2 sentences, silent for")
                .contains("rests on 1, 2")
                .endsWith("\033[2A\033[J");
    }

    @Test
    void shouldPrintALineForEachStepWhereNobodyLooks() {
        FakeTerminal screen = FakeTerminal.piped("");
        SummaryScene scene = scene(screen);

        scene.sent(FIRST);
        scene.show(summary("a language", false));
        scene.show(summary("a terse language", true));
        scene.finished();

        assertThat(screen.out().lines().map(String::strip))
                .startsWith(
                        "knitting   + Purl is a language.",
                        "knitting   ~ early: a language",
                        "final knitting   = a terse language")
                .contains("1 paper summarized from 2 sentences, with 1 early update");
    }

    @Test
    void shouldCountWhatIsRefused() {
        FakeTerminal screen = FakeTerminal.piped("");
        SummaryScene scene = scene(screen);
        DeadLetter.Builder letter = DeadLetter.newBuilder()
                .setCode(DeadLetterCode.TOO_MANY_TOKENS)
                .setMessage("too many")
                .setSource(SOURCE)
                .setValueSize(1)
                .setApplicationId("milena")
                .setFailedAt(1);

        scene.show(output(Kind.DEAD_LETTERS, letter.setWindow(null).build()));
        scene.show(output(Kind.DEAD_LETTERS, letter.setWindow(window(false)).build()));
        scene.show(output(Kind.DEAD_LETTERS, letter.setWindow(window(true)).build()));

        assertThat(scene.refused()).isEqualTo(3);
        assertThat(scene.done()).isEqualTo(3);
        assertThat(screen.out()).contains("refused TOO_MANY_TOKENS · too many");
    }
}
