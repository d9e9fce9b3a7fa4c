// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Guards the pin of ONNX Runtime: see docs/adr/0002-inference-through-djl.md. */
class NativeLibraryTest {

    @Test
    void shouldNotKnowWhereToSendTelemetry() throws IOException {
        try (InputStream library = Objects.requireNonNull(
                NativeLibraryTest.class.getResourceAsStream("/ai/onnxruntime/native/linux-x64/libonnxruntime.so"))) {
            String bytes = new String(library.readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(bytes.contains("OrtGetApiBase")).isTrue();
            assertThat(bytes.contains("events.data.microsoft.com")).isFalse();
        }
    }

    @Test
    void shouldKeepDjlOffline() {
        OfflineDjl.ensure();

        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    }
}
