// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class HostConfigTest {

    @Test
    void shouldHaveDefaultsAndLeaveOtherKeysToOthers() {
        HostConfig config = HostConfig.of(Map.of("milena.beam.size", "4", "bootstrap.servers", "kafka:9092"));

        assertThat(config.restartMax()).isEqualTo(10);
        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(25));
        assertThat(config.metricsHost()).isEqualTo("127.0.0.1");
        assertThat(config.metricsPort()).isEqualTo(9_464);
    }

    @Test
    void shouldRefuseWhatIsOutOfRangeAndNameTheKey() {
        assertThatThrownBy(() -> HostConfig.of(Map.of("milena.metrics.port", "70000")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("milena.metrics.port")
                .hasMessageContaining("70000");
    }
}
