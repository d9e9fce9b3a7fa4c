// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.ModelInfo;
import dev.milena.api.TextRefusedException;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BundleChoiceTest {
    private final BundleChoice choice = new BundleChoice(lanes(
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
        assertThat(chosen(null, Task.TRANSLATION, null, null)).isEqualTo("en-de");
        assertThat(chosen(null, Task.SUMMARIZATION, null, null)).isEqualTo("headline");
        assertThat(chosen(null, Task.TEXT2TEXT, "ja", "ko")).isEqualTo("any");
        assertThat(chosen(null, null, "ja", null)).isEqualTo("any");
    }

    @Test
    void shouldTakeTheOneThatIsNamedWhateverElseFits() throws TextRefusedException {
        assertThat(chosen("many", null, "en", "de")).isEqualTo("many");
        assertThat(chosen("headline", Task.SUMMARIZATION, null, null)).isEqualTo("headline");
    }

    @Test
    void shouldLeaveItToTheFirstOfTheTaskToRefuseUnknownLanguages() throws TextRefusedException {
        assertThat(chosen(null, Task.SUMMARIZATION, "ja", null)).isEqualTo("headline");
        assertThat(chosen("en-de", null, "ja", null)).isEqualTo("en-de");
    }

    @Test
    void shouldRefuseATaskThatNobodyDoes() {
        assertRefused(DeadLetterCode.UNKNOWN_TASK, null, Task.GENERATION, "asks for generation", "headline");
        assertRefused(DeadLetterCode.UNKNOWN_TASK, null, Task.UNKNOWN, "does not know");
        assertRefused(DeadLetterCode.UNKNOWN_TASK, "en-de", Task.SUMMARIZATION, "summarization", "its bundle");
        assertRefused(DeadLetterCode.UNKNOWN_BUNDLE, "none", Task.SUMMARIZATION, "'none'", "milena.bundles");
    }

    private void assertRefused(DeadLetterCode code, @Nullable String bundle, Task task, String... parts) {
        assertThatThrownBy(() -> chosen(bundle, task, null, null))
                .isInstanceOfSatisfying(TextRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    private String chosen(
            @Nullable String bundle, @Nullable Task task, @Nullable String source, @Nullable String target)
            throws TextRefusedException {
        TextEvent event = TextEvent.newBuilder(Events.event("text", source, target, bundle))
                .setTask(task)
                .build();
        return choice.of(event).model().info().name();
    }

    private static ModelInfo info(String name, String task, List<String> sources, List<String> targets) {
        return new ModelInfo(name, "1", "ab", task, sources, targets, 50, 50);
    }

    private static Map<String, ModelLane> lanes(ModelInfo... infos) {
        Map<String, ModelLane> lanes = new LinkedHashMap<>();
        for (ModelInfo info : infos) {
            FakeTextModel model = new FakeTextModel(info);
            lanes.put(info.name(), new ModelLane(model, new ScriptedBatcher(model), CrashJournal.none()));
        }
        return lanes;
    }
}
