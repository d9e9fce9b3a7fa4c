// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code milena infer} with the real engine and the small bundle. */
class InferIT {
    /** One that has every control. */
    private static final String ABLE = Path.of("..", "engine", "src", "test", "resources", "bundles", "bart")
            .toString();

    private static final List<String> TEXTS = List.of(
            "Where is the station?",
            "My sister lives in a small village near the sea.",
            "Thank you!",
            "I forgot my umbrella, and now it is raining.",
            "😀 He laughed.");

    @Test
    void shouldAnswerInOrderAndKeepThePlaceOfRefusedLines() throws IOException {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes("Where is the station?\n\n".getBytes(StandardCharsets.UTF_8));
        input.writeBytes(new byte[] {'c', 'a', 'f', (byte) 0xE9, '\n'});
        input.writeBytes("Thank you!".getBytes(StandardCharsets.UTF_8));

        List<JsonNode> answers = Inferred.infer(FakeTerminal.piped(input.toByteArray()));

        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).get("source").asText()).isEqualTo("Where is the station?");
        assertThat(answers.get(0).get("output").asText()).isNotBlank();
        assertThat(answers.get(1).at("/error/code").asText()).isEqualTo("EMPTY_TEXT");
        assertThat(answers.get(2).at("/error/code").asText()).isEqualTo("MALFORMED_TEXT");
        assertThat(answers.get(3).get("source").asText()).isEqualTo("Thank you!");
    }

    @Test
    void shouldGiveTheSameAnswersAloneAndShuffledWithValidAlignments() throws IOException {
        List<String> shuffled = new ArrayList<>(TEXTS);
        Collections.shuffle(shuffled, new Random(7));

        List<JsonNode> together = Inferred.infer(FakeTerminal.piped(String.join("\n", shuffled)));

        for (int i = 0; i < shuffled.size(); i++) {
            JsonNode alone = Inferred.infer(FakeTerminal.piped(shuffled.get(i))).get(0);
            JsonNode answer = together.get(i);
            assertThat(answer.get("output")).isEqualTo(alone.get("output"));
            assertThat(answer.get("alignment")).isEqualTo(alone.get("alignment"));
            assertThat(answer.get("score").doubleValue())
                    .isCloseTo(alone.get("score").doubleValue(), offset(1e-3));
            for (String pair : answer.get("alignment").asText().split(" ", -1)) {
                String[] ends = pair.split("-", -1);
                assertThat(Integer.parseInt(ends[0]))
                        .isBetween(0, answer.get("sourceWords").size() - 1);
                assertThat(Integer.parseInt(ends[1]))
                        .isBetween(0, answer.get("outputWords").size() - 1);
            }
        }
    }

    @Test
    void shouldAddTheAttentionMatrixAndSearchWiderWhenAsked() throws IOException {
        JsonNode answer = Inferred.infer(FakeTerminal.piped("Where is the station?"), "--attention", "--beam", "4")
                .get(0);

        JsonNode attention = answer.get("attention");
        assertThat(attention.get("weights")).hasSameSizeAs(attention.get("outputTokens"));
        for (JsonNode row : attention.get("weights")) {
            assertThat(row).hasSameSizeAs(attention.get("sourceTokens"));
        }
        assertThat(answer.get("score").doubleValue()).isNegative();
    }

    @Test
    void shouldGiveAlternativesWhenAskedTo() throws IOException {
        JsonNode answer = Inferred.infer(
                        ABLE, FakeTerminal.piped("Where is it?"), "--beam", "4", "--num-hypotheses", "3")
                .get(0);

        assertThat(answer.get("alternatives")).hasSize(2);
        double last = answer.get("score").doubleValue();
        for (JsonNode other : answer.get("alternatives")) {
            assertThat(other.get("score").doubleValue()).isLessThanOrEqualTo(last);
            last = other.get("score").doubleValue();
        }
    }

    @Test
    void shouldDrawTheSameAnswersAgainAndOthersWithAnotherSeed() throws IOException {
        String texts = String.join("\n", TEXTS.subList(0, 4));
        String[] options = {"--sample", "--temperature", "2", "--top-k", "50", "--seed", "1"};

        List<JsonNode> drawn = Inferred.infer(ABLE, FakeTerminal.piped(texts), options);

        assertThat(Inferred.infer(ABLE, FakeTerminal.piped(texts), options)).isEqualTo(drawn);
        options[6] = "2";
        assertThat(Inferred.infer(ABLE, FakeTerminal.piped(texts), options)).isNotEqualTo(drawn);
        assertThat(drawn).isNotEqualTo(Inferred.infer(ABLE, FakeTerminal.piped(texts)));
    }

    @Test
    void shouldStartAnswersAsAskedTo() throws IOException {
        assertThat(Inferred.infer(ABLE, FakeTerminal.piped("Where is it?\nThank you!"), "--prefix", "The"))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer.get("output").asText())
                        .startsWith("The")
                        .hasSizeGreaterThan(3));
    }

    @Test
    void shouldJudgeATargetForEachText(@TempDir Path folder) throws IOException {
        Path targets = folder.resolve("targets.txt");
        Files.writeString(targets, "There\n\nHere\n");

        List<JsonNode> judged =
                Inferred.infer(ABLE, FakeTerminal.piped("One\nTwo\nThree"), "--score", targets.toString());

        assertThat(judged).hasSize(3);
        assertThat(judged.get(0).get("output").asText()).isEqualTo("There");
        assertThat(judged.get(0).get("scored").asBoolean()).isTrue();
        assertThat(judged.get(1).at("/error/code").asText()).isEqualTo("INVALID_TARGET");
        assertThat(judged.get(2).get("output").asText()).isEqualTo("Here");

        FakeTerminal more = FakeTerminal.piped("One\nTwo\nThree\nFour");
        assertThat(Commands.commandLine(more.terminal())
                        .execute("infer", "--bundle", ABLE, "--score", targets.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(more.out().lines()).hasSize(4);
        assertThat(more.out()).contains("the targets end before this text");
        assertThat(more.err()).contains("the targets end after 3 of 4 texts");

        FakeTerminal screen = FakeTerminal.piped("One");
        int code = Commands.commandLine(screen.terminal())
                .execute("infer", "--bundle", ABLE, "--score", targets.toString());
        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("the targets go on after the last of 1 texts");
    }

    @Test
    void shouldSayWhatLooksWrongAndAskAgainWhenToldTo() throws IOException {
        String text = "indicators"; // greedily, the shipped bundle finds no end
        List<String> greedy = List.of("--beam", "1");

        JsonNode first = Inferred.infer(Inferred.SHIPPED, FakeTerminal.piped(text), options(greedy))
                .get(0);
        JsonNode again = Inferred.infer(
                        Inferred.SHIPPED, FakeTerminal.piped(text), options(greedy, "--retry", "--retry-beam", "4"))
                .get(0);
        JsonNode unasked = Inferred.infer(
                        Inferred.SHIPPED, FakeTerminal.piped(text), options(greedy, "--doubts", "none"))
                .get(0);
        JsonNode unsure = Inferred.infer(
                        Inferred.SHIPPED,
                        FakeTerminal.piped("Where is the station?"),
                        options(greedy, "--least-confidence", "1"))
                .get(0);
        JsonNode refused = Inferred.infer(
                        Inferred.SHIPPED,
                        FakeTerminal.piped(text + "\nThank you!"),
                        options(greedy, "--runaway", "refuse"))
                .get(0);

        assertThat(first.at("/doubts")).isNotEmpty();
        assertThat(first.findValuesAsText("kind")).contains("RUNAWAY", "REPETITION");
        assertThat(first.at("/doubts/0/output/0/1").asInt())
                .isLessThanOrEqualTo(first.get("output").asText().length());
        assertThat(again.get("output")).isNotEqualTo(first.get("output"));
        assertThat(again.at("/doubts").size()).isLessThan(first.at("/doubts").size());
        assertThat(unasked.get("output")).isEqualTo(first.get("output"));
        assertThat(unasked.has("doubts")).isFalse();
        assertThat(unsure.at("/doubts/0/kind").asText()).isEqualTo("LOW_CONFIDENCE");
        assertThat(unsure.at("/doubts/0/value").floatValue())
                .isEqualTo(unsure.get("confidence").floatValue());
        assertThat(refused.at("/error/code").asText()).isEqualTo("RUNAWAY_ANSWER");
    }

    private static String[] options(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void shouldRefuseDoubtsThatNobodyKnows() {
        FakeTerminal screen = FakeTerminal.piped("a");
        assertThat(Commands.commandLine(screen.terminal())
                        .execute("infer", "--bundle", Inferred.BUNDLE, "--doubts", "NUMBERS"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("--doubts is NUMBERS", "NUMBERS_ALTERED");
        assertThat(Commands.commandLine(screen.terminal())
                        .execute("infer", "--bundle", Inferred.BUNDLE, "--retry", "--retry-beam", "1000"))
                .isNotZero();
        assertThat(screen.err()).contains("milena.doubt.retry.beam.size is 1000");
    }
}
