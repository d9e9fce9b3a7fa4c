// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BUNDLE = Path.of("..", "models", "tiny").toString();
    /** One that has every control. */
    private static final String ABLE = Path.of("..", "engine", "src", "test", "resources", "bundles", "bart")
            .toString();

    private static final String SHIPPED = Path.of("..", "models", "en-de").toString();

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

        List<JsonNode> answers = infer(FakeTerminal.piped(input.toByteArray()));

        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).get("source").asText()).isEqualTo("Where is the station?");
        assertThat(answers.get(0).get("output").asText()).isNotBlank();
        assertThat(answers.get(1).at("/error/code").asText()).isEqualTo("EMPTY_TEXT");
        assertThat(answers.get(2).at("/error/code").asText()).isEqualTo("MALFORMED_TEXT");
        assertThat(answers.get(3).get("source").asText()).isEqualTo("Thank you!");
    }

    @Test
    void shouldTranslateTermsAsGlossariesSay(@TempDir Path folder) throws IOException {
        Path terms = Files.writeString(folder.resolve("a.en-de.tsv"), "umbrella\tParapluie\nTom\tTom\n");
        Path concepts = Files.writeString(folder.resolve("b.tbx"), """
                <tbx xml:lang="en"><conceptEntry>
                <langSec xml:lang="en"><termSec><term>station</term></termSec></langSec>
                <langSec xml:lang="de"><termSec><term>Haltepunkt</term></termSec></langSec>
                </conceptEntry></tbx>
                """);
        String text = "Tom forgot his <b>umbrella</b>. Where is the station?";
        String[] options = {
            "--beam", "4", "--format", "html", "--glossary", terms.toString(), "--glossary", concepts.toString()
        };

        JsonNode answer = infer(SHIPPED, FakeTerminal.piped(text), options).get(0);

        String output = answer.get("output").asText();
        assertThat(output).contains("Tom", "<b>Parapluie</b>", "Haltepunkt");
        List<String> hits = new ArrayList<>();
        answer.get("glossary").forEach(hit -> {
            hits.add(hit.get("term").asText() + " " + hit.get("use").asText());
            assertThat(output.substring(
                            hit.get("output").get(0).asInt(),
                            hit.get("output").get(1).asInt()))
                    .isEqualTo(hit.get("translation").asText());
        });
        assertThat(hits).containsExactly("umbrella REPLACED", "station REPLACED");
    }

    @Test
    void shouldSayWhichLineOfAGlossaryIsBroken(@TempDir Path folder) throws IOException {
        Path terms = Files.writeString(folder.resolve("a.en-de.tsv"), "umbrella\tSchirm\ncar\n");
        FakeTerminal screen = FakeTerminal.piped("x");

        assertThat(Commands.commandLine(screen.terminal())
                        .execute("infer", "--bundle", BUNDLE, "--glossary", terms.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("a.en-de.tsv, line 2: there are 0 tabs; write a term, a tab");
    }

    @Test
    void shouldGiveTheSameAnswersAloneAndShuffledWithValidAlignments() throws IOException {
        List<String> shuffled = new ArrayList<>(TEXTS);
        Collections.shuffle(shuffled, new Random(7));

        List<JsonNode> together = infer(FakeTerminal.piped(String.join("\n", shuffled)));

        for (int i = 0; i < shuffled.size(); i++) {
            JsonNode alone = infer(FakeTerminal.piped(shuffled.get(i))).get(0);
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
        JsonNode answer = infer(FakeTerminal.piped("Where is the station?"), "--attention", "--beam", "4")
                .get(0);

        JsonNode attention = answer.get("attention");
        assertThat(attention.get("weights")).hasSameSizeAs(attention.get("outputTokens"));
        for (JsonNode row : attention.get("weights")) {
            assertThat(row).hasSameSizeAs(attention.get("sourceTokens"));
        }
        assertThat(answer.get("score").doubleValue()).isNegative();
    }

    @Test
    void shouldCutALongTextOnlyWhenAskedToAndSaySo() throws IOException {
        String text = "the ".repeat(300).strip();

        assertThat(infer(FakeTerminal.piped(text), "--segment", "off")
                        .get(0)
                        .at("/error/message")
                        .asText())
                .contains("301 tokens", "at most 256", "milena.text.overflow=cut");
        JsonNode answer = infer(FakeTerminal.piped(text), "--overflow", "cut", "--segment", "off")
                .get(0);
        assertThat(answer.get("sourceCut").asInt()).isEqualTo(4 * 255 - 1);
        assertThat(answer.get("sourceWords")).hasSize(255);
        assertThat(infer(FakeTerminal.piped("Thank you!"), "--overflow", "cut")
                        .get(0)
                        .has("sourceCut"))
                .isFalse();
    }

    @Test
    void shouldSummarizeALongTextByItsSalientSentencesOrPartByPart() throws IOException {
        String text = "Networks of sensors measure the temperature of rivers. "
                + "The weather was fine on most days of the study, and nobody fell into the water at all. ".repeat(6)
                + "We present sensors for the temperature of rivers that need no battery.";
        String headline = Path.of("..", "models", "headline").toString();

        JsonNode excerpt = infer(headline, FakeTerminal.piped(text)).get(0);
        assertThat(excerpt.get("output").asText()).isNotBlank();
        assertThat(excerpt.get("leftOut")).isNotEmpty();
        for (JsonNode span : excerpt.get("leftOut")) {
            assertThat(text.substring(span.get(0).asInt(), span.get(1).asInt())).doesNotContain("sensors");
        }
        assertThat(excerpt.get("sourceWords")).extracting(JsonNode::asText).contains("Networks", "battery");
        JsonNode parts = infer(headline, FakeTerminal.piped(text), "--overflow", "map-reduce", "--attention")
                .get(0);
        assertThat(parts.get("output").asText()).isNotBlank();
        assertThat(parts.has("leftOut")).isFalse();
        assertThat(parts.get("sourceWords").size()).isGreaterThan(100);
        assertThat(parts.get("alignment").asText()).isNotBlank();
        assertThat(infer(headline, FakeTerminal.piped(text), "--overflow", "refuse")
                        .get(0)
                        .at("/error/code")
                        .asText())
                .isEqualTo("TOO_MANY_TOKENS");
    }

    @Test
    void shouldTranslateEachSentenceOfAParagraphInOrderWithItsSpans() throws IOException {
        List<String> sentences = List.of(
                "I bought bread.", "Then I went home.", "My sister was ill.", "We called a doctor.", "He came at six.");
        String text = String.join(" ", sentences);
        String shipped = Path.of(BUNDLE).resolveSibling("en-de").toString();
        List<JsonNode> alone = infer(shipped, FakeTerminal.piped(String.join("\n", sentences)), "--beam", "4");

        JsonNode answer =
                infer(shipped, FakeTerminal.piped(text), "--beam", "4").get(0);

        String output = answer.get("output").asText();
        assertThat(output)
                .isEqualTo(String.join(
                        " ",
                        alone.stream().map(one -> one.get("output").asText()).toList()));
        assertThat(answer.get("segments")).hasSize(5);
        for (int i = 0; i < 5; i++) {
            JsonNode segment = answer.get("segments").get(i);
            assertThat(cut(text, segment.get("source"))).isEqualTo(sentences.get(i));
            assertThat(cut(output, segment.get("output")))
                    .isEqualTo(alone.get(i).get("output").asText());
            assertThat(segment.get("confidence").floatValue())
                    .isCloseTo(alone.get(i).get("confidence").floatValue(), offset(1e-3f));
        }
        assertThat(answer.get("sourceWords")).hasSize(24);
        assertThat(infer(shipped, FakeTerminal.piped(text), "--segment", "off")
                        .get(0)
                        .has("segments"))
                .isFalse();
    }

    private static String cut(String text, JsonNode span) {
        return text.substring(span.get(0).asInt(), span.get(1).asInt());
    }

    @Test
    void shouldSplitWhatIsTooLongAndRefuseWhatIsNoSetting() throws IOException {
        JsonNode answer = infer(FakeTerminal.piped("the ".repeat(300).strip())).get(0);
        assertThat(answer.get("segments")).hasSize(2);
        assertThat(answer.get("segments").get(0).get("splitAt").asText()).isEqualTo("WORD");

        for (String option : List.of("--segment", "--bad-segment")) {
            FakeTerminal screen = FakeTerminal.piped("Hi");
            assertThat(Commands.commandLine(screen.terminal()).execute("infer", "--bundle", BUNDLE, option, "guess"))
                    .isEqualTo(ExitCode.USAGE.code());
            assertThat(screen.err()).contains("guess", "it must be one of");
        }
    }

    @Test
    void shouldGiveAlternativesWhenAskedTo() throws IOException {
        JsonNode answer = infer(ABLE, FakeTerminal.piped("Where is it?"), "--beam", "4", "--num-hypotheses", "3")
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

        List<JsonNode> drawn = infer(ABLE, FakeTerminal.piped(texts), options);

        assertThat(infer(ABLE, FakeTerminal.piped(texts), options)).isEqualTo(drawn);
        options[6] = "2";
        assertThat(infer(ABLE, FakeTerminal.piped(texts), options)).isNotEqualTo(drawn);
        assertThat(drawn).isNotEqualTo(infer(ABLE, FakeTerminal.piped(texts)));
    }

    @Test
    void shouldStartAnswersAsAskedTo() throws IOException {
        assertThat(infer(ABLE, FakeTerminal.piped("Where is it?\nThank you!"), "--prefix", "The"))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer.get("output").asText())
                        .startsWith("The")
                        .hasSizeGreaterThan(3));
    }

    @Test
    void shouldJudgeATargetForEachText(@TempDir Path folder) throws IOException {
        Path targets = folder.resolve("targets.txt");
        Files.writeString(targets, "There\n\nHere\n");

        List<JsonNode> judged = infer(ABLE, FakeTerminal.piped("One\nTwo\nThree"), "--score", targets.toString());

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
        String text = "I gave my mother carnations on Mother's Day.";
        List<String> greedy = List.of("--beam", "1");

        JsonNode first =
                infer(SHIPPED, FakeTerminal.piped(text), options(greedy)).get(0);
        JsonNode again = infer(SHIPPED, FakeTerminal.piped(text), options(greedy, "--retry", "--retry-beam", "4"))
                .get(0);
        JsonNode unasked = infer(SHIPPED, FakeTerminal.piped(text), options(greedy, "--doubts", "none"))
                .get(0);
        JsonNode unsure = infer(
                        SHIPPED,
                        FakeTerminal.piped("Where is the station?"),
                        options(greedy, "--least-confidence", "1"))
                .get(0);
        JsonNode refused = infer(
                        SHIPPED, FakeTerminal.piped(text + "\nThank you!"), options(greedy, "--runaway", "refuse"))
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
        assertThat(Commands.commandLine(screen.terminal()).execute("infer", "--bundle", BUNDLE, "--doubts", "NUMBERS"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("--doubts is NUMBERS", "NUMBERS_ALTERED");
        assertThat(Commands.commandLine(screen.terminal())
                        .execute("infer", "--bundle", BUNDLE, "--retry", "--retry-beam", "1000"))
                .isNotZero();
        assertThat(screen.err()).contains("milena.doubt.retry.beam.size is 1000");
    }

    @Test
    void shouldTranslateAWholePage(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.html");
        Files.writeString(page, "<h1>Hello!</h1>\n<img alt=\"Where is the station?\">\n<p>Thank <b>you</b>!</p>\n");
        FakeTerminal screen = FakeTerminal.piped("");

        int code = Commands.commandLine(screen.terminal())
                .execute("infer", "--bundle", BUNDLE, "--whole", "--plain", "--format", "html", page.toString());

        assertThat(code).as(screen.err()).isZero();
        assertThat(screen.out())
                .matches("(?s)<h1>[^<]+</h1>\n<img alt=\"[^\"<]+\">\n<p>.*<b>.*</b>.*</p>\n")
                .doesNotContain("Where is the station");
    }

    @Test
    void shouldSayWhyAWholeTextHasNoAnswer(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("text");
        Files.write(file, new byte[] {'c', 'a', 'f', (byte) 0xE9, '\n'});
        FakeTerminal screen = FakeTerminal.piped("");

        int code = Commands.commandLine(screen.terminal())
                .execute("infer", "--bundle", BUNDLE, "--whole", "--plain", file.toString());

        assertThat(code).isEqualTo(ExitCode.INCOMPLETE.code());
        assertThat(screen.out()).isEmpty();
        assertThat(screen.err()).contains("text 1 has no answer: MALFORMED_TEXT", "is not UTF-8 at byte 3");
        assertThat(Commands.commandLine(screen.terminal())
                        .execute("infer", "--bundle", BUNDLE, "--whole", "--score", file.toString(), file.toString()))
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void shouldRefuseAnUnknownOverflow() {
        FakeTerminal screen = FakeTerminal.piped("Hi");

        int code = Commands.commandLine(screen.terminal()).execute("infer", "--bundle", BUNDLE, "--overflow", "guess");

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("overflow is guess", "[auto, refuse, cut, salience, map-reduce]");
    }

    private static List<JsonNode> infer(FakeTerminal screen, String... options) throws IOException {
        return infer(BUNDLE, screen, options);
    }

    private static List<JsonNode> infer(String bundle, FakeTerminal screen, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("infer", "--bundle", bundle));
        arguments.addAll(List.of(options));
        int code = Commands.commandLine(screen.terminal()).execute(arguments.toArray(String[]::new));
        assertThat(code).as(screen.err()).isIn(ExitCode.OK.code(), ExitCode.INCOMPLETE.code());
        List<JsonNode> answers = new ArrayList<>();
        for (String line : screen.out().lines().toList()) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }
}
