// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.config.WindowSettings.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class WindowChecksTest {
    private static final Map<String, String> TUMBLING =
            Map.of("milena.window.kind", "tumbling", "milena.window.size.ms", "60000");
    private static final Map<String, String> HOPPING = Map.of(
            "milena.window.kind", "hopping", "milena.window.size.ms", "60000", "milena.window.advance.ms", "20000");
    private static final Map<String, String> SESSION =
            Map.of("milena.window.kind", "session", "milena.window.gap.ms", "5000");

    @Test
    void shouldSummarizeNothingUnlessSet() {
        assertThat(MilenaConfigTest.of(Map.of()).windows().areOn()).isFalse();
    }

    @Test
    void shouldTakeEachKindWithItsTimes() {
        assertThat(MilenaConfigTest.of(TUMBLING).windows().kind()).isEqualTo(Kind.TUMBLING);
        assertThat(MilenaConfigTest.of(HOPPING).windows().advance()).isEqualTo(Duration.ofSeconds(20));
        WindowSettings session = MilenaConfigTest.of(with(SESSION, "milena.window.story.ms", "1"))
                .windows();
        assertThat(session.gap()).isEqualTo(Duration.ofSeconds(5));
        assertThat(session.idle()).isEqualTo(Duration.ofMinutes(1));
        assertThat(session.story()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void shouldRefuseSettingsOfWindowsWithoutAKind() {
        assertRefused(
                Map.of("milena.window.size.ms", "60000"),
                "milena.window.size.ms=60000, but milena.window.kind is none",
                "Set milena.window.kind to tumbling, hopping or session, or take milena.window.size.ms out.");
        assertRefused(Map.of("milena.window.late.topic", "late"), "milena.window.late.topic=late");
    }

    @Test
    void shouldRefuseAKindThatThereIsNot() {
        assertRefused(Map.of("milena.window.kind", "sliding"), "must be none or tumbling or hopping or session");
    }

    @Test
    void shouldRefuseAKindWithoutItsTimes() {
        assertRefused(
                Map.of("milena.window.kind", "tumbling"),
                "milena.window.kind=tumbling, but nothing ends a window",
                "Set milena.window.size.ms");
        assertRefused(
                with(TUMBLING, "milena.window.kind", "hopping"),
                "nothing says where the next one starts",
                "Set milena.window.advance.ms");
        assertRefused(Map.of("milena.window.kind", "session"), "nothing ends a session", "Set milena.window.gap.ms");
    }

    @Test
    void shouldRefuseTimesOfAnotherKind() {
        assertRefused(
                with(SESSION, "milena.window.size.ms", "60000"),
                "milena.window.size.ms=60000 is without effect where milena.window.kind is session");
        assertRefused(with(TUMBLING, "milena.window.gap.ms", "1"), "milena.window.gap.ms=1 is without effect");
        assertRefused(with(TUMBLING, "milena.window.advance.ms", "1"), "milena.window.advance.ms=1 is without effect");
    }

    @Test
    void shouldRefuseAnAdvanceThatLeavesGaps() {
        assertRefused(
                with(HOPPING, "milena.window.advance.ms", "60001"),
                "milena.window.advance.ms=60001 is more than milena.window.size.ms=60000",
                "at most 60000",
                "at least 60001");
        assertThat(MilenaConfigTest.of(with(HOPPING, "milena.window.advance.ms", "60000"))
                        .windows()
                        .areOn())
                .isTrue();
    }

    @Test
    void shouldRefuseAnAdvanceThatPutsAnEventIntoVeryManyWindows() {
        assertRefused(
                with(HOPPING, "milena.window.advance.ms", "29"),
                "milena.window.advance.ms=29 puts an event into 2068 windows of milena.window.size.ms=60000",
                "at most",
                "at least 30");
        assertThat(MilenaConfigTest.of(with(HOPPING, "milena.window.advance.ms", "30"))
                        .windows()
                        .areOn())
                .isTrue();
    }

    @Test
    void shouldRefuseAStoryThatWouldBeToldTwiceOrDropped() {
        assertRefused(
                with(HOPPING, "milena.window.story.ms", "1000"),
                "milena.window.story.ms=1000",
                "the story would tell everything twice");
        Map<String, String> latest = with(TUMBLING, "milena.window.story.ms", "1000");
        assertRefused(
                with(latest, "milena.text.overflow", "latest"),
                "milena.text.overflow=latest leaves out what comes first",
                "salience");
    }

    @Test
    void shouldRefuseWindowsOfMoreThanATextMayHave() {
        assertRefused(
                with(TUMBLING, "milena.window.max.bytes", "262144"),
                "milena.window.max.bytes=262144",
                "windows of up to 264144 bytes",
                "milena.text.max.bytes is 262144",
                "to at least 264144");
        assertRefused(
                with(with(TUMBLING, "milena.window.max.bytes", "260144"), "milena.window.story.ms", "1"),
                "windows of up to 270144 bytes");
        assertThat(MilenaConfigTest.of(with(TUMBLING, "milena.window.max.bytes", "260144"))
                        .windows()
                        .maxBytes())
                .isEqualTo(260_144);
    }

    @Test
    void shouldRefuseOneTopicForLateEventsAndOthers() {
        assertRefused(
                with(TUMBLING, "milena.window.late.topic", "milena.text"),
                "milena.input.topic and milena.window.late.topic are both milena.text",
                "for ever");
    }

    @Test
    void shouldRefuseAGlossaryThatNothingUses() {
        assertRefused(
                with(TUMBLING, "milena.glossary.topic", "terms"),
                "milena.glossary.topic is set, but milena.window.kind=tumbling has windows summarized");
    }

    @Test
    void shouldRefuseHeadersThatNobodyAsks() {
        assertRefused(
                with(TUMBLING, "milena.flow.header", "tenant"),
                "milena.flow.header=tenant names a header of events",
                "Take milena.flow.header out");
        assertRefused(with(TUMBLING, "milena.priority.header", "lane"), "milena.priority.header=lane");
    }

    @Test
    void shouldRefuseANameThatIsTooLongForTheTopicOfWindows() {
        assertRefused(
                with(TUMBLING, "application.id", "a".repeat(215)),
                "which has 250 characters",
                "Shorten application.id to at most 214 characters");
        assertThat(MilenaConfigTest.of(with(TUMBLING, "application.id", "a".repeat(214)))
                        .applicationId())
                .hasSize(214);
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(key, value);
        return more;
    }

    private static void assertRefused(Map<String, String> settings, String... parts) {
        assertThatThrownBy(() -> MilenaConfigTest.of(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(parts);
    }
}
