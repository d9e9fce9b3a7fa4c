// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** A settings file is taken or refused, never anything else. */
class SettingsFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void shouldTakeOrRefuse(byte[] data) throws IOException {
        Path file = Files.createTempFile("settings", ".properties");
        try {
            Files.write(file, data);
            Map<String, String> settings = new HashMap<>(Map.of("milena.bundles", "unused", "application.id", "fuzz"));
            settings.putAll(SettingsFile.read(file));
            assertThat(MilenaConfig.of(settings).streamsProperties()).isNotEmpty();
        } catch (ConfigException e) {
            assertThat(e.getMessage()).isNotEmpty();
        } finally {
            Files.delete(file);
        }
    }
}
