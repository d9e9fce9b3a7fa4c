// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class StageConfigTest {
    private final Map<String, Object> settings =
            new HashMap<>(Map.of("application.id", "app", "bootstrap.servers", "none:1"));

    @Test
    void shouldRefuseAMisspeltSettingAndNameTheOneThatWasMeant() {
        settings.put("milena.batch.max.text", "2");

        assertThatThrownBy(() -> StageConfig.of(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("milena.batch.max.text;", "milena.batch.max.texts meant");
    }

    @Test
    void shouldLeaveTheSettingsOfOthersToThem() {
        settings.put("milena.bundles", "models/en-de");
        settings.put("milena.text.overflow", "cut");
        settings.put("milena.my.own", "x");

        assertThat(StageConfig.of(settings).stallLimit()).hasSeconds(60);
    }

    @Test
    void shouldReadHalfOfTheStallLimitUnderItsOldName() {
        settings.put("milena.engine.deadline.ms", "5000");

        assertThat(StageConfig.of(settings).stallLimit()).hasSeconds(10);
    }

    @Test
    void shouldHoldWhatAnApplicationRunsWithAgainstKafkasOwnDefaults() {
        settings.put("processing.guarantee", "exactly_once_v2");

        assertThatThrownBy(() -> StageConfig.running(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("milena.stall.limit.ms=60000", "transaction.timeout.ms=10000");
    }
}
