// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The walk over a graph's protobuf ends, whatever the file holds. */
class OnnxExternalDataFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void shouldWalkOrRefuse(byte[] data) throws IOException {
        Path file = Files.createTempFile("graph", ".onnx");
        try {
            Files.write(file, data);
            assertThat(OnnxExternalData.locations(file)).isNotNull();
        } catch (BundleException e) {
            assertThat(e).hasMessageContaining("is not an ONNX model");
        } finally {
            Files.delete(file);
        }
    }
}
