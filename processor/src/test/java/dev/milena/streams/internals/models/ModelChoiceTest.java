// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.ScriptedBatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelChoiceTest {
    private final ModelChoice choice = new ModelChoice(models(
            info("en-de", "translation", List.of("en"), List.of("de")),
            info("many", "translation", List.of("en", "de", "fr"), List.of("en", "de", "fr")),
            info("headline", "summarization", List.of("en"), List.of("en")),
            info("any", "text2text", List.of(), List.of())));

    @Test
    void shouldTakeTheFirstThatFitsWhatTheEventSays() throws TextRefusedException {
        assertThat(chosen(null, null, null, null)).isEqualTo("en-de");
        assertThat(chosen(null, null, "en-GB", "de-AT")).isEqualTo("en-de");
        assertThat(chosen(null, null, null, "fr")).isEqualTo("many");
        assertThat(chosen(null, null, "DE", null)).isEqualTo("many");
        assertThat(chosen(null, "translation", null, null)).isEqualTo("en-de");
        assertThat(chosen(null, "summarization", null, null)).isEqualTo("headline");
        assertThat(chosen(null, "text2text", "ja", "ko")).isEqualTo("any");
        assertThat(chosen(null, null, "ja", null)).isEqualTo("any");
    }

    @Test
    void shouldTakeTheOneThatIsNamedWhateverElseFits() throws TextRefusedException {
        assertThat(chosen("many", null, "en", "de")).isEqualTo("many");
        assertThat(chosen("headline", "summarization", null, null)).isEqualTo("headline");
    }

    @Test
    void shouldLeaveItToTheFirstOfTheTaskToRefuseUnknownLanguages() throws TextRefusedException {
        assertThat(chosen(null, "summarization", "ja", null)).isEqualTo("headline");
        assertThat(chosen("en-de", null, "ja", null)).isEqualTo("en-de");
    }

    @Test
    void shouldRefuseATaskThatNobodyDoes() {
        assertRefused(RefusalCode.UNKNOWN_TASK, null, "generation", "is for generation", "headline");
        assertRefused(RefusalCode.UNKNOWN_TASK, null, "a text in the wrong field", "does not know");
        assertRefused(RefusalCode.UNKNOWN_TASK, "en-de", "summarization", "summarization", "its bundle");
        assertRefused(RefusalCode.UNKNOWN_BUNDLE, "none", "summarization", "'none'", "not loaded");
    }

    private void assertRefused(RefusalCode code, @Nullable String bundle, String task, String... parts) {
        assertThatThrownBy(() -> chosen(bundle, task, null, null))
                .isInstanceOfSatisfying(TextRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    private String chosen(
            @Nullable String bundle, @Nullable String task, @Nullable String source, @Nullable String target)
            throws TextRefusedException {
        return choice.of(TextRequest.of("text")
                        .from(source)
                        .into(target)
                        .bundle(bundle)
                        .task(task))
                .name();
    }

    private static ModelInfo info(String name, String task, List<String> sources, List<String> targets) {
        return new ModelInfo(name, "1", "ab", task, sources, targets, 50, 50);
    }

    private static Map<String, PooledModel> models(ModelInfo... infos) {
        Map<String, PooledModel> models = new LinkedHashMap<>();
        for (ModelInfo info : infos) {
            FakeTextModel model = new FakeTextModel(info);
            models.put(info.name(), new PooledModel(model, new ScriptedBatcher(model), CrashJournal.none()));
        }
        return models;
    }
}
