// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlossaryFilesTest {
    private static final LanguagePair EN_DE = new LanguagePair("en", "de");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void shouldReadLinesWithTheirOptions() throws IOException {
        Path file = write("terms.tsv", """
                \uFEFF# product terms
                # languages: en-de

                umbrella\tSchirm
                car \t Wagen\texact, as-written,match-case\r
                Milena\t\tdo-not-translate
                Kafka\tKafka
                # languages: en>fr
                umbrella\tparapluie\t
                """);

        Glossary glossary = GlossaryFiles.read(List.of(file));

        assertThat(glossary.entries().get(EN_DE))
                .containsExactly(
                        GlossaryEntry.translated("umbrella", "Schirm"),
                        new GlossaryEntry("car", "Wagen", CasePolicy.AS_WRITTEN, InflectionPolicy.EXACT, true, false),
                        GlossaryEntry.untranslated("Milena"),
                        GlossaryEntry.untranslated("Kafka"));
        assertThat(glossary.entries().get(new LanguagePair("en", "fr")))
                .containsExactly(GlossaryEntry.translated("umbrella", "parapluie"));
    }

    @Test
    void shouldTakeTheLanguagesFromTheNameAndReadSeveralFiles() throws IOException {
        Glossary glossary = GlossaryFiles.read(
                List.of(write("a.en-de.tsv", "umbrella\tSchirm\n"), write("b.v2.en>de.tsv", "car\tWagen\n")));

        assertThat(glossary.entries().get(EN_DE)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "umbrella                    | line 2 | there are 0 tabs; write a term, a tab",
                "umbrella^Schirm^exact^more  | line 2 | there are 3 tabs; write a term, a tab",
                "umbrella^                   | line 2 | the translation is empty; write at least one word",
                "^Schirm                     | line 2 | the term is empty; write at least one word",
                "umbrella^Schirm^exakt       | line 2 | no option exakt; there are do-not-translate, exact",
                "umbrella^Schirm^do-not-translate | line 2 | take one of them out",
                "---^Schirm                  | line 2 | the term has no letter and no digit",
                "Car^Wagen                   | line 2 | the term 'Car' is there already for en-de",
                "# languages: english        | line 2 | is no pair of languages; write two BCP-47 tags",
            })
    void shouldSayLineRuleAndCureOfABrokenLine(String line, String number, String message) throws IOException {
        Path file = write("broken.en-de.tsv", "car\tAuto\n" + line.replace('^', '\t') + "\n");

        assertThatThrownBy(() -> GlossaryFiles.read(List.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.en-de.tsv, " + number + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseWhatIsNoGlossary() throws IOException {
        Path latin = folder.resolve("latin.en-de.tsv");
        Files.write(latin, "Schirm\tparapluie é".getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(latin, "is not UTF-8; write it in UTF-8");
        assertRefused(write("terms.csv", "a,b"), "call it NAME.tsv or NAME.tbx");
        assertRefused(write("terms.v2.tsv", "a\tb"), "'v2' is no pair of languages");
        assertRefused(write("terms.tsv", "a\tb"), "line 1: nothing says of which languages");
        assertRefused(folder.resolve("none.tsv"), "cannot be read");
        assertRefused(
                write("long.en-de.tsv", "a" + "b".repeat(GlossaryEntry.MAX_LENGTH) + "\tx"), "has 201 characters");
        assertRefused(
                write(
                        "words.en-de.tsv",
                        "a ".repeat(GlossaryEntry.MAX_WORDS + 1).strip() + "\tx"),
                "has 21 words");
    }

    @Test
    void shouldReadTheTbxOfToday() throws IOException {
        Path file = write("terms.tbx", """
                <?xml version="1.0" encoding="UTF-8"?>
                <tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
                     xmlns:min="http://www.tbxinfo.net/ns/min">
                  <text><body>
                    <conceptEntry id="1">
                      <langSec xml:lang="en">
                        <termSec><term>umbrella</term></termSec>
                        <termSec><term>brolly</term></termSec>
                      </langSec>
                      <langSec xml:lang="de">
                        <termSec><term>Parapluie</term>
                          <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
                        <termSec><term>Regenschirm</term></termSec>
                        <termSec><term>Schirm
                          &amp; Stock</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
                      </langSec>
                      <langSec xml:lang="fr"><termSec><term>parapluie</term></termSec></langSec>
                    </conceptEntry>
                    <conceptEntry id="2"><langSec xml:lang="en"><termSec><term>alone</term></termSec></langSec></conceptEntry>
                  </body></text>
                </tbx>
                """);

        Glossary glossary = GlossaryFiles.read(List.of(file));

        assertThat(glossary.entries().get(EN_DE))
                .containsExactly(
                        GlossaryEntry.translated("umbrella", "Schirm & Stock"),
                        GlossaryEntry.translated("brolly", "Schirm & Stock"));
        assertThat(glossary.entries().get(new LanguagePair("en", "fr"))).hasSize(2);
        assertThat(glossary.size()).isEqualTo(4);
    }

    @Test
    void shouldReadTheTbxOfOlderFilesWithoutTheirDocumentType() throws IOException {
        Path file = write("old.de-en.tbx", """
                <?xml version="1.0"?>
                <!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
                <martif type="TBX" xml:lang="en"><text><body>
                  <termEntry><langSet xml:lang="en"><tig><term>umbrella</term></tig></langSet>
                    <langSet xml:lang="de"><ntig><termGrp><term>Schirm</term>
                      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig></langSet>
                  </termEntry>
                </body></text></martif>
                """);

        assertThat(GlossaryFiles.read(List.of(file)).entries())
                .containsOnlyKeys(new LanguagePair("de", "en"))
                .containsValue(List.of(GlossaryEntry.translated("Schirm", "umbrella")));
    }

    @Test
    void shouldExpandNoEntityOfAnyKind() throws IOException {
        Path secret = write("secret.txt", "Geheimnis");
        for (String declared : List.of(
                "<!ENTITY x \"lol\"><!ENTITY y \"&x;&x;&x;&x;\">",
                "<!ENTITY y SYSTEM \"" + secret.toUri() + "\">",
                "<!ENTITY % p SYSTEM \"" + secret.toUri() + "\"> %p;")) {
            Path file = write(
                    "evil.en-de.tbx",
                    "<!DOCTYPE tbx [" + declared
                            + "]>\n<tbx xml:lang='en'><conceptEntry><langSec xml:lang='en'><termSec>"
                            + "<term>a</term></termSec></langSec>\n<langSec xml:lang='de'><termSec><term>&y;</term></termSec>"
                            + "</langSec></conceptEntry></tbx>");

            assertThatThrownBy(() -> GlossaryFiles.read(List.of(file)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("evil.en-de.tbx, line 3")
                    .hasMessageContaining("entity")
                    .hasMessageNotContaining("Geheimnis")
                    .hasMessageNotContaining("lol");
        }
    }

    @Test
    void shouldSayWhereATbxIsBroken() throws IOException {
        assertRefused(
                write("cut.en-de.tbx", "<tbx>\n<conceptEntry>\n<langSec xml:lang='en'>"), "line 3: this is no XML");
        assertRefused(
                write("mute.en-de.tbx", "<tbx>\n<conceptEntry>\n<langSec/></conceptEntry></tbx>"), "line 3: a langSec");
        assertRefused(write("empty.en-de.tbx", "<tbx/>"), "has no term with a translation for en-de");
        assertRefused(
                write("lost.tbx", "<tbx><conceptEntry><langSec xml:lang='en'/></conceptEntry></tbx>"),
                "does not say from which language");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> GlossaryFiles.read(List.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(file))
                .hasMessageContaining(message);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
