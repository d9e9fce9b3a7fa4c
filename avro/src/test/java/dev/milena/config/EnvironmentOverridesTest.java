// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentOverridesTest {

    @Test
    void shouldSpellNamesAsKafkasImageDoes() {
        assertThat(EnvironmentOverrides.from(Map.of(
                        "MILENA_INPUT_TOPIC", "in",
                        "KAFKA_PRODUCER_LINGER_MS", "0",
                        "KAFKA_MY__SERDE_MAX___SIZE", "7",
                        "HOME", "/root")))
                .containsOnly(
                        Map.entry("milena.input.topic", "in"),
                        Map.entry("producer.linger.ms", "0"),
                        Map.entry("my_serde.max-size", "7"));
    }

    @Test
    void shouldSkipWhatKafkasScriptsAndKubernetesOwn() {
        assertThat(EnvironmentOverrides.from(Map.of(
                        "KAFKA_HEAP_OPTS", "-Xmx1g",
                        "KAFKA_PORT", "tcp://10.0.0.1:9092",
                        "KAFKA_SERVICE_HOST", "10.0.0.1",
                        "KAFKA_SERVICE_PORT_CLIENTS", "9092",
                        "MILENA_PORT_9464_TCP_ADDR", "10.0.0.2",
                        "MILENA_METRICS_SERVICE_PORT", "9464",
                        "MILENA_METRICS_PORT", "9465")))
                .containsOnly(Map.entry("milena.metrics.port", "9465"));
    }
}
