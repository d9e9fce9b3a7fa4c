// SPDX-License-Identifier: Apache-2.0
package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.host.HostExit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void shouldEndWithTheCodeOfAWrongSetting() throws IOException {
        Map<String, String> settings = new HashMap<>(Main.read(Path.of("tickets.properties")));
        settings.put("milena.batch.linger.ms", "soon");
        assertThat(Main.host(settings).run()).isEqualTo(HostExit.SETTINGS);
    }

    @Test
    void shouldHaveSettingsThatGoTogether() throws IOException {
        try (var host = Main.host(Main.read(Path.of("tickets.properties"))).build()) {
            assertThat(host.failure()).isNull();
        }
    }
}
