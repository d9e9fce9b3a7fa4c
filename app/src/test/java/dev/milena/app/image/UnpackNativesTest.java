// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnpackNativesTest {

    @ParameterizedTest
    @CsvSource({"amd64,librocksdbjni-linux64.so", "aarch64,librocksdbjni-linux-aarch64.so"})
    void shouldFindEveryLibraryOfThePlatform(String architecture, String rocksDb, @TempDir Path folder)
            throws IOException {
        Set<String> copied = UnpackNatives.copy(System.getProperty("java.class.path"), architecture, folder);

        assertThat(copied)
                .contains("libonnxruntime.so", "libonnxruntime4j_jni.so", "libtokenizers.so", rocksDb)
                .contains("libsnappyjava.so")
                .anyMatch(name -> name.startsWith("libzstd-jni-"));
        assertThat(copied).allSatisfy(name -> assertThat(folder.resolve(name)).isNotEmptyFile());
    }
}
