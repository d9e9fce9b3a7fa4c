// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Priority;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void shouldReadTheWeightsOfPrioritiesInTheirOrder() {
        settings.put("milena.priority.weights", "20, 5,5");

        assertThat(StageConfig.of(settings).priorityWeights())
                .isEqualTo(Map.of(Priority.HIGH, 20, Priority.NORMAL, 5, Priority.LOW, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8,4", "8,4,1,1", "8,4,0", "1,4,8", "8,4,-1", "1001,4,1", "8,four,1", ""})
    void shouldRefuseWeightsThatWouldStarveAPriorityOrMakeALowerOneMoreUrgent(String weights) {
        settings.put("milena.priority.weights", weights);

        assertThatThrownBy(() -> StageConfig.of(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("milena.priority.weights", "three whole numbers from 1 to 1000");
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
