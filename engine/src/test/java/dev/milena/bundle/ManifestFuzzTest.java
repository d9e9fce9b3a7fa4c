// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A manifest is read whole or refused with a reason. */
class ManifestFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void shouldReadOrRefuse(byte[] data) {
        try {
            Manifest manifest = ManifestReader.read(data, "manifest.json");
            assertThat(manifest.name()).isNotEmpty();
            assertThat(manifest.files())
                    .allSatisfy(file -> assertThat(file.path()).doesNotContain("/", "\\", ".."));
        } catch (BundleException e) {
            assertThat(e).hasMessageContaining("manifest.json");
        }
    }
}
