// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;
import dev.milena.bundle.BundleFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void shouldMakeMarksWordsOfTheirOwn() {
        assertThat(words("Hello, world!")).containsExactly("Hello", ",", "world", "!");
    }

    @Test
    void shouldKeepOneWordWhenAMarkBindsLettersOrDigits() {
        assertThat(words("I don't pay 3.14 or 1,000."))
                .containsExactly("I", "don't", "pay", "3.14", "or", "1,000", ".");
    }

    @Test
    void shouldKeepOneWordWhenAHyphenBindsLetters() {
        assertThat(words("an e-mail - now")).containsExactly("an", "e-mail", "-", "now");
    }

    @Test
    void shouldJoinARunOfTheSameMark() {
        assertThat(words("Well... no!!")).containsExactly("Well", "...", "no", "!!");
        assertThat(words("What?!")).containsExactly("What", "?", "!");
        assertThat(words(". .")).containsExactly(".", ".");
    }

    @Test
    void shouldLeaveOutWhiteSpaceOfAnyKind() {
        assertThat(words("\u00a0a\u00a0b \u3000c\n")).containsExactly("a", "b", "c");
        assertThat(words(" \t ")).isEmpty();
    }

    @Test
    void shouldCountInUtf16WhenThereAreEmoji() {
        assertThat(Words.of("\uD83D\uDE00 ok")).containsExactly(new TextSpan(0, 2), new TextSpan(3, 5));
    }

    @Test
    void shouldFindWordsOfOtherScripts() {
        assertThat(words("Привет, мир")).containsExactly("Привет", ",", "мир");
        assertThat(words("naïve Größe")).containsExactly("naïve", "Größe");
    }

    /** The exporter splits words by rules of its own, and is held against the same file. */
    @Test
    void shouldFindTheWordsThatTheExporterFinds() throws IOException {
        Path file = BundleFixture.repository().resolve("model-export/tests/data/processor_words.jsonl");
        ObjectMapper json = new ObjectMapper();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonNode told = json.readTree(line);
            List<String> expected = new ArrayList<>();
            told.get("words").forEach(word -> expected.add(word.asText()));
            assertThat(words(told.get("text").asText())).as(line).isEqualTo(expected);
        }
    }

    @Test
    void shouldCoverEveryVisibleCharacterOnceWhenTextsAreRandom() {
        String alphabet = "abÄß . ,!-'…\u00a0\u3000中文語あア한😀👨\u200d👩\u0301\n5";
        int[] characters = alphabet.codePoints().toArray();
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            StringBuilder builder = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                builder.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            String text = builder.toString();
            int covered = 0;
            for (TextSpan word : Words.of(text)) {
                assertThat(word.start())
                        .as(text)
                        .isGreaterThanOrEqualTo(covered)
                        .isLessThan(word.end());
                assertThat(text.substring(covered, word.start()).codePoints()).allMatch(WellFormedText::isSpace);
                covered = word.end();
            }
            assertThat(text.substring(covered).codePoints()).allMatch(WellFormedText::isSpace);
        }
    }

    private static List<String> words(String text) {
        return Words.of(text).stream()
                .map(word -> text.substring(word.start(), word.end()))
                .toList();
    }
}
