// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.milena.api.TextOverflow;
import dev.milena.app.lines.LineLimit;
import dev.milena.app.lines.LineSource;
import dev.milena.app.output.FakeTerminal;
import dev.milena.app.output.ProgressBar;
import dev.milena.document.BadSegments;
import dev.milena.document.Documents;
import dev.milena.document.InCapitals;
import dev.milena.document.Segmenting;
import dev.milena.inspection.DoubtPolicy;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class InferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EchoModel model = new EchoModel();
    private Documents documents = Documents.defaults();
    private Rendering rendering = Rendering.JSON;

    @RepeatedTest(10)
    void shouldAnswerEveryLineInTheOrderItCame(RepetitionInfo run) throws IOException {
        Random random = new Random(run.getCurrentRepetition());
        List<String> lines = IntStream.range(0, 500)
                .mapToObj(i -> random.nextInt(10) == 0 ? "refuse" : "x".repeat(random.nextInt(40)) + i)
                .toList();

        List<JsonNode> answers = infer(String.join("\n", lines), 64);

        assertThat(answers).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals("refuse")) {
                assertThat(answers.get(i).at("/error/code").asText()).isEqualTo("EMPTY_TEXT");
            } else {
                assertThat(answers.get(i).get("source").asText()).isEqualTo(lines.get(i));
                assertThat(answers.get(i).get("alignment").asText()).isEqualTo("0-0");
            }
        }
        assertThat(model.batchSizes).allMatch(size -> size <= 8);
        assertThat(model.batchSizes.stream().mapToInt(size -> size).sum()).isEqualTo((int)
                lines.stream().filter(line -> !line.equals("refuse")).count());
    }

    @Test
    void shouldKeepThePlaceOfALineThatBreaksTheEngine() throws IOException {
        List<JsonNode> answers = infer("aaaaaa\npoison\nbbbbbb\ncccccc\n", 64);

        assertThat(answers).hasSize(4);
        assertThat(answers.get(1).at("/error/code").asText()).isEqualTo("ENGINE_FAILED");
        assertThat(answers.get(3).get("output").asText()).isEqualTo("CCCCCC");
    }

    @Test
    void shouldAnswerALineOfSeveralSentencesInSegments() throws IOException {
        documents = inSegments(BadSegments.KEEP);

        List<JsonNode> answers = infer("one. two!  poison\nThree.\nfour. poison\nA. refuse\n", 64);

        assertThat(answers)
                .extracting(answer -> answer.path("output").asText())
                .containsExactly("ONE. TWO!  poison", "THREE.", "FOUR. poison", "A. REFUSE");
        JsonNode segments = answers.get(0).get("segments");
        assertThat(segments).hasSize(3);
        assertThat(segments.get(1).get("source").toString()).isEqualTo("[5,9]");
        assertThat(segments.get(1).get("output").toString()).isEqualTo("[5,9]");
        assertThat(segments.get(1).get("splitAt").asText()).isEqualTo("SENTENCE");
        assertThat(segments.get(2).get("refusal").asText()).isEqualTo("ENGINE_FAILED");
        assertThat(segments.get(2).get("confidence")).isNull();
        assertThat(answers.get(1).get("segments")).isNull();
        assertThat(answers.get(0).get("alignment").asText()).isEqualTo("0-0 1-1");
        assertThat(model.batchSizes.stream().mapToInt(size -> size).sum()).isEqualTo(5);
    }

    @Test
    void shouldRefuseALineForOneSegmentUnlessToldToKeepIt() throws IOException {
        documents = inSegments(BadSegments.REFUSE);

        List<JsonNode> answers = infer("one. two!  poison\nThree.\n", 64);

        assertThat(answers.get(0).at("/error/code").asText()).isEqualTo("ENGINE_FAILED");
        assertThat(answers.get(1).get("output").asText()).isEqualTo("THREE.");
    }

    @Test
    void shouldAnswerEmptyInputWithNothing() throws IOException {
        assertThat(infer("", 64)).isEmpty();
    }

    @Test
    void shouldAnswerALineBeforeTheNextOneIsThere() throws IOException {
        FakeTerminal screen = FakeTerminal.piped("");
        try (PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(typed)) {
            Thread typist = new Thread(() -> {
                try (typed) {
                    typed.write("first\n".getBytes(StandardCharsets.UTF_8));
                    typed.flush();
                    while (!screen.out().contains("FIRST")) { // the second line waits for the first answer
                        Thread.onSpinWait();
                    }
                    typed.write("second\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            typist.start();
            new Inference(model, options(64))
                    .run(lines(in), null, screen.terminal().out(), ProgressBar.hidden(screen.terminal()));
        }

        assertThat(model.batchSizes).containsExactly(1, 1);
    }

    @Test
    void shouldPrintNothingButOutputsWhenTheyAreToBePlain() throws IOException {
        List<String> complaints = new ArrayList<>();
        rendering = Rendering.plain("\n", complaints::add);
        FakeTerminal screen = FakeTerminal.piped("one\npoison\nthree\n");

        run(lines(screen.terminal().in()), screen);

        assertThat(screen.out()).isEqualTo("ONE\n\nTHREE\n");
        assertThat(complaints).hasSize(1);
        assertThat(complaints.get(0))
                .startsWith("text 2 has no answer: ENGINE_FAILED")
                .doesNotContain("poison");
    }

    @Test
    void shouldTakeAWholeInputAsOneText() throws IOException {
        documents = inSegments(BadSegments.KEEP);
        rendering = Rendering.plain("", complaint -> {});
        FakeTerminal screen = FakeTerminal.piped("One. Two.\r\n\r\n  three\n\n");

        run(
                LineSource.whole(screen.terminal().in(), "standard input", new LineLimit(1000, "a limit"), r -> {}),
                screen);

        assertThat(screen.out()).isEqualTo("ONE. TWO.\r\n\r\n  THREE\n\n");
    }

    private void run(LineSource lines, FakeTerminal screen) throws IOException {
        new Inference(model, options(64))
                .run(lines, null, screen.terminal().out(), ProgressBar.hidden(screen.terminal()));
    }

    private List<JsonNode> infer(String input, int window) throws IOException {
        FakeTerminal screen = FakeTerminal.piped(input);
        new Inference(model, options(window))
                .run(
                        lines(screen.terminal().in()),
                        null,
                        screen.terminal().out(),
                        ProgressBar.hidden(screen.terminal()));
        List<JsonNode> answers = new ArrayList<>();
        for (String line : screen.out().lines().collect(Collectors.toList())) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }

    private static Documents inSegments(BadSegments bad) {
        return new Documents(
                Segmenting.ON, bad, 100, Protection.auto(), TextFormat.PLAIN, InCapitals.SMALL, TextOverflow.AUTO);
    }

    private Inference.Options options(int window) {
        return new Inference.Options(null, null, null, documents, DoubtPolicy.defaults(), rendering, window, 8, 200);
    }

    private static LineSource lines(InputStream in) {
        return new LineSource(in, "standard input", new LineLimit(1000, "milena.text.max.bytes"), remark -> {});
    }
}
