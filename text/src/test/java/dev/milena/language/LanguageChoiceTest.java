// SPDX-License-Identifier: Apache-2.0
package dev.milena.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageChoiceTest {
    private static final ModelInfo FROM_ENGLISH = model("en-de", List.of("en"), List.of("de"));
    private static final ModelInfo FROM_GERMAN = model("de-en", List.of("de"), List.of("en"));
    private static final List<ModelInfo> BOTH = List.of(FROM_ENGLISH, FROM_GERMAN);

    private final List<Set<String>> asked = new ArrayList<>();
    private DetectedLanguage found = DetectedLanguage.of("de", 0.9f);

    @Test
    void shouldNameTheLanguageThatWasFound() throws TextRefusedException {
        LanguageChoice.Chosen chosen =
                by(LanguageChoice.REFUSE).choose(TextRequest.of("Hallo"), BOTH, UnaryOperator.identity());

        assertThat(chosen.request().sourceLanguage()).isEqualTo("de");
        assertThat(chosen.confidence()).isEqualTo(0.9f);
        assertThat(asked).containsExactly(Set.of("en", "de"));
    }

    @Test
    void shouldNotLookWhereThereIsNothingToChoose() throws TextRefusedException {
        TextRequest named = TextRequest.of("Hallo").from("en");
        LanguageChoice choice = by(LanguageChoice.REFUSE);

        assertThat(choice.choose(named, BOTH, UnaryOperator.identity()).request())
                .isSameAs(named);
        assertThat(choice.choose(TextRequest.of("Hallo"), List.of(FROM_ENGLISH), UnaryOperator.identity())
                        .confidence())
                .isNull();
        assertThat(choice.choose(
                                TextRequest.of("Hallo"),
                                List.of(FROM_ENGLISH, FROM_GERMAN, model("any", List.of(), List.of())),
                                UnaryOperator.identity())
                        .confidence())
                .isNull();
        assertThat(LanguageChoice.none()
                        .choose(TextRequest.of("Hallo"), BOTH, UnaryOperator.identity())
                        .confidence())
                .isNull();
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldRefuseALanguageThatNobodyReadsAndSayWhatThereIs() {
        found = DetectedLanguage.of("fr", 0.95f);

        assertThatThrownBy(() -> by(LanguageChoice.FIRST)
                        .choose(TextRequest.of("Bonjour secret"), BOTH, UnaryOperator.identity()))
                .isInstanceOfSatisfying(TextRefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(RefusalCode.UNKNOWN_LANGUAGE))
                .hasMessageContaining("'fr'")
                .hasMessageContaining("95%")
                .hasMessageContaining("en-de (en to de)")
                .hasMessageContaining("de-en (de to en)")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldDoWithAnUnsureTextAsTold() throws TextRefusedException {
        found = DetectedLanguage.unsure(0.4f);

        assertThat(by(LanguageChoice.FIRST)
                        .choose(TextRequest.of("42 secret"), BOTH, UnaryOperator.identity())
                        .request()
                        .sourceLanguage())
                .isNull();
        assertThat(by("de").choose(TextRequest.of("42 secret"), BOTH, UnaryOperator.identity())
                        .request()
                        .sourceLanguage())
                .isEqualTo("de");
        assertThatThrownBy(() ->
                        by(LanguageChoice.REFUSE).choose(TextRequest.of("42 secret"), BOTH, UnaryOperator.identity()))
                .isInstanceOfSatisfying(TextRefusedException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(RefusalCode.LANGUAGE_UNSURE))
                .hasMessageContaining("milena.language.unsure")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody knows", "refus", "_", "*"})
    void shouldRefuseWhatIsNeitherALanguageNorAPolicy(String unsure) {
        assertThatThrownBy(() -> by(unsure)).hasMessageContaining("BCP-47");
    }

    private LanguageChoice by(String unsure) {
        return LanguageChoice.by(
                (text, candidates) -> {
                    asked.add(Set.copyOf(candidates));
                    return found;
                },
                unsure);
    }

    private static ModelInfo model(String name, List<String> sources, List<String> targets) {
        return new ModelInfo(name, "1", "00", ModelInfo.TRANSLATION, sources, targets, 100, 100);
    }
}
