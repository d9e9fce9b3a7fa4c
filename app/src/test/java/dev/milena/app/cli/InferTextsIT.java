// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code milena infer} of paragraphs, pages, long texts and terms, with the real engine and the small bundle. */
class InferTextsIT {
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

        JsonNode answer = Inferred.infer(Inferred.SHIPPED, FakeTerminal.piped(text), options)
                .get(0);

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
                        .execute("infer", "--bundle", Inferred.BUNDLE, "--glossary", terms.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("a.en-de.tsv, line 2: there are 0 tabs; write a term, a tab");
    }

    @Test
    void shouldCutALongTextOnlyWhenAskedToAndSaySo() throws IOException {
        String text = "the ".repeat(300).strip();

        assertThat(Inferred.infer(FakeTerminal.piped(text), "--segment", "off")
                        .get(0)
                        .at("/error/message")
                        .asText())
                .contains("301 tokens", "at most 256", "milena.text.overflow=cut");
        JsonNode answer = Inferred.infer(FakeTerminal.piped(text), "--overflow", "cut", "--segment", "off")
                .get(0);
        assertThat(answer.get("sourceCut").asInt()).isEqualTo(4 * 255 - 1);
        assertThat(answer.get("sourceWords")).hasSize(255);
        assertThat(Inferred.infer(FakeTerminal.piped("Thank you!"), "--overflow", "cut")
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

        JsonNode excerpt = Inferred.infer(headline, FakeTerminal.piped(text)).get(0);
        assertThat(excerpt.get("output").asText()).isNotBlank();
        assertThat(excerpt.get("leftOut")).isNotEmpty();
        for (JsonNode span : excerpt.get("leftOut")) {
            assertThat(text.substring(span.get(0).asInt(), span.get(1).asInt())).doesNotContain("sensors");
        }
        assertThat(excerpt.get("sourceWords")).extracting(JsonNode::asText).contains("Networks", "battery");
        JsonNode parts = Inferred.infer(headline, FakeTerminal.piped(text), "--overflow", "map-reduce", "--attention")
                .get(0);
        assertThat(parts.get("output").asText()).isNotBlank();
        assertThat(parts.has("leftOut")).isFalse();
        assertThat(parts.get("sourceWords").size()).isGreaterThan(100);
        assertThat(parts.get("alignment").asText()).isNotBlank();
        assertThat(Inferred.infer(headline, FakeTerminal.piped(text), "--overflow", "refuse")
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
        String shipped = Path.of(Inferred.BUNDLE).resolveSibling("en-de").toString();
        List<JsonNode> alone = Inferred.infer(shipped, FakeTerminal.piped(String.join("\n", sentences)), "--beam", "4");

        JsonNode answer =
                Inferred.infer(shipped, FakeTerminal.piped(text), "--beam", "4").get(0);

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
        assertThat(Inferred.infer(shipped, FakeTerminal.piped(text), "--segment", "off")
                        .get(0)
                        .has("segments"))
                .isFalse();
    }

    private static String cut(String text, JsonNode span) {
        return text.substring(span.get(0).asInt(), span.get(1).asInt());
    }

    @Test
    void shouldSplitWhatIsTooLongAndRefuseWhatIsNoSetting() throws IOException {
        JsonNode answer =
                Inferred.infer(FakeTerminal.piped("the ".repeat(300).strip())).get(0);
        assertThat(answer.get("segments")).hasSize(2);
        assertThat(answer.get("segments").get(0).get("splitAt").asText()).isEqualTo("WORD");

        for (String option : List.of("--segment", "--bad-segment")) {
            FakeTerminal screen = FakeTerminal.piped("Hi");
            assertThat(Commands.commandLine(screen.terminal())
                            .execute("infer", "--bundle", Inferred.BUNDLE, option, "guess"))
                    .isEqualTo(ExitCode.USAGE.code());
            assertThat(screen.err()).contains("guess", "it must be one of");
        }
    }

    @Test
    void shouldTranslateAWholePage(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.html");
        Files.writeString(page, "<h1>Hello!</h1>\n<img alt=\"Where is the station?\">\n<p>Thank <b>you</b>!</p>\n");
        FakeTerminal screen = FakeTerminal.piped("");

        int code = Commands.commandLine(screen.terminal())
                .execute(
                        "infer",
                        "--bundle",
                        Inferred.BUNDLE,
                        "--whole",
                        "--plain",
                        "--format",
                        "html",
                        page.toString());

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
                .execute("infer", "--bundle", Inferred.BUNDLE, "--whole", "--plain", file.toString());

        assertThat(code).isEqualTo(ExitCode.INCOMPLETE.code());
        assertThat(screen.out()).isEmpty();
        assertThat(screen.err()).contains("text 1 has no answer: MALFORMED_TEXT", "is not UTF-8 at byte 3");
        assertThat(Commands.commandLine(screen.terminal())
                        .execute(
                                "infer",
                                "--bundle",
                                Inferred.BUNDLE,
                                "--whole",
                                "--score",
                                file.toString(),
                                file.toString()))
                .isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void shouldRefuseAnUnknownOverflow() {
        FakeTerminal screen = FakeTerminal.piped("Hi");

        int code = Commands.commandLine(screen.terminal())
                .execute("infer", "--bundle", Inferred.BUNDLE, "--overflow", "guess");

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(screen.err()).contains("overflow is guess", "[auto, refuse, cut, salience, latest, map-reduce]");
    }
}
