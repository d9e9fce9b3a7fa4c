// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.config.MilenaConfig;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventLimitsTest {

    @Test
    void shouldRefuseWhatTheJobWouldRefuseByTheSameSettings() {
        EventLimits limits = limits(Map.of(
                "milena.text.max.bytes", "10",
                "milena.text.max.code.points", "5",
                "milena.text.invisible", "refuse"));

        assertThat(limits.refuse("short")).isNull();
        assertThat(limits.refuse("longer")).contains("6 code points", "milena.text.max.code.points");
        assertThat(limits.refuse("ääääää")).contains("12 bytes", "milena.text.max.bytes");
        assertThat(limits.refuse("a\u200Bb")).contains("U+200B at UTF-16 offset 1", "milena.text.invisible=refuse");
        assertThat(limits.refuse("\uD83D")).contains("surrogate");
    }

    @Test
    void shouldLetInvisibleCharactersPassUnlessASettingRefusesThem() {
        assertThat(limits(Map.of()).refuse("a\u200Bb")).isNull();
    }

    private static EventLimits limits(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("milena.bundles", "none", "application.id", "limits"));
        settings.putAll(more);
        return EventLimits.of(MilenaConfig.of(settings));
    }
}
