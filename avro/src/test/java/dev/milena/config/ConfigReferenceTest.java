// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

    /** Surefire runs in the module's folder. */
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void shouldMatchTheCommittedPage() throws IOException {
        if (Boolean.getBoolean("milena.update.docs")) {
            Files.writeString(PAGE, ConfigReference.markdown());
        }
        assertThat(PAGE)
                .as("run `./milena config docs > docs/configuration.md`, or this test with -Dmilena.update.docs=true")
                .hasContent(ConfigReference.markdown());
    }

    @Test
    void shouldDocumentEverySetting() {
        String page = ConfigReference.markdown();
        assertThat(MilenaConfig.definition().configKeys().values())
                .hasSizeGreaterThan(30)
                .allSatisfy(key -> {
                    assertThat(page).contains("### `" + key.name + "`");
                    assertThat(documentation(key)).hasSizeGreaterThan(20).endsWith(".");
                });
    }

    @Test
    void shouldNameEveryShippedKafkaSettingThatIsInForce() {
        assertThat(MilenaConfigTest.of(Map.of()).streamsProperties().keySet())
                .allSatisfy(name -> assertThat(ConfigReference.markdown()).contains("| `" + name + "` |"));
    }

    private static String documentation(ConfigKey key) {
        return key.documentation;
    }
}
