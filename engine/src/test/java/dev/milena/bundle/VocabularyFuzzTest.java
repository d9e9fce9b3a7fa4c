// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code tokenizer.json} has a vocabulary or is refused with a reason. The native tokenizer that reads the same file
 * is not called here: on some malformed files it ends the process, which is why bundles are trusted and hashed.
 */
class VocabularyFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void shouldReadOrRefuse(byte[] data) throws IOException {
        Path file = Files.createTempFile("tokenizer", ".json");
        try {
            Files.write(file, data);
            Vocabulary vocabulary = Vocabulary.read(file);
            assertThat(vocabulary.size()).isPositive();
            assertThat(vocabulary.piece(vocabulary.size() - 1)).isNotNull();
        } catch (BundleException e) {
            assertThat(e).hasMessageContaining("Export the bundle again");
        } finally {
            Files.delete(file);
        }
    }
}
