// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentencesTest {

    @Test
    void shouldGiveDistinctSourcesInAnOrderThatOnlyTheSeedChooses(@TempDir Path folder) throws IOException {
        Path corpus = Files.writeString(folder.resolve("c.tsv"), "a\tA\na\tAA\nb\tB\n\tC\nd\tD\textra\ne\n");
        assertThat(Sentences.read(corpus, 10, 1)).containsExactlyInAnyOrder("a", "b", "d", "e");
        assertThat(Sentences.read(corpus, 3, 7)).hasSize(3).isEqualTo(Sentences.read(corpus, 3, 7));
        assertThat(Sentences.read(corpus, 4, 1)).isNotEqualTo(Sentences.read(corpus, 4, 2));
    }

    @Test
    void shouldRefuseACorpusWithoutTexts(@TempDir Path folder) throws IOException {
        Path corpus = Files.writeString(folder.resolve("c.tsv"), "\tonly targets\n");
        assertThatThrownBy(() -> Sentences.read(corpus, 1, 1)).hasMessageContaining("first column");
    }
}
