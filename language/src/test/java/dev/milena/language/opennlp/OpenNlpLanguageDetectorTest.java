// SPDX-License-Identifier: Apache-2.0
package dev.milena.language.opennlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.language.DetectedLanguage;
import dev.milena.language.LanguageDetector;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenNlpLanguageDetectorTest {
    private static final Set<String> BOTH = Set.of("en", "de");
    private final LanguageDetector detector = new OpenNlpLanguageDetector();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Where is the station?",
                "de | Wo ist der Bahnhof?",
                "en | She has two dogs.",
                "de | Sie hat zwei Hunde.",
                "en | Learning to rank with selection bias",
                "es | ¿Dónde está la estación de trenes?",
                "it | Dove si trova la stazione dei treni?",
                "ru | Скажите, пожалуйста, где находится вокзал?",
            })
    void shouldFindTheLanguage(String language, String text) {
        DetectedLanguage found = detector.detect(text, BOTH);

        assertThat(found.language()).isEqualTo(language);
        assertThat(found.confidence()).isBetween(0.8f, 1f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "42 1,000", "😀", "qzxv", "ERR-401 kfwpq_17", "\uD83D"})
    void shouldNotBeSureOfWhatIsInNoLanguage(String text) {
        assertThat(detector.detect(text, BOTH).isSure()).isFalse();
    }

    @Test
    void shouldSpellACandidateAsItCame() {
        assertThat(detector.detect("Where is the station?", Set.of("eng_Latn", "deu_Latn"))
                        .language())
                .isEqualTo("eng_Latn");
        assertThat(detector.detect("Wo ist der Bahnhof?", Set.of("en-GB", "de-AT"))
                        .language())
                .isEqualTo("de-AT");
    }

    @Test
    void shouldReadNoMoreOfALongTextThanItNeeds() {
        String text = "Where is the station? ".repeat(30) + "Wo ist der Bahnhof? ".repeat(100_000);

        assertThat(detector.detect(text, BOTH).language()).isEqualTo("en");
        assertThat(detector.detect("x".repeat(599) + "😀" + "x".repeat(10), BOTH)
                        .isSure())
                .isFalse();
    }

    @Test
    void shouldGiveTheSameAnswerFromEveryThread() {
        List<String> texts = List.of("Where is the station?", "Wo ist der Bahnhof?", "Is it late?", "Ist es spät?");
        List<DetectedLanguage> alone =
                texts.stream().map(text -> detector.detect(text, BOTH)).toList();

        List<DetectedLanguage> together = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> detector.detect(texts.get(i % texts.size()), BOTH))
                .toList();

        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % texts.size()));
        }
    }

    @Test
    void shouldBeFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(LanguageDetector.class))
                .hasAtLeastOneElementOfType(OpenNlpLanguageDetector.class);
    }
}
