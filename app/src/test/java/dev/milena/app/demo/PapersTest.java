// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PapersTest {

    @Test
    void shouldHaveATitleAndSeveralSentencesOfEachPaper() {
        assertThat(Papers.all())
                .hasSize(7)
                .allSatisfy(paper -> {
                    assertThat(paper.key()).matches("[a-z-]{4,10}");
                    assertThat(paper.title()).isNotBlank();
                    assertThat(paper.sentences())
                            .hasSizeGreaterThan(3)
                            .doesNotHaveDuplicates()
                            .allMatch(sentence -> sentence.endsWith("."));
                })
                .extracting(Paper::key)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldReadSeveralPapersInTurnAndEachInItsOrder() {
        List<Paper> papers = List.of(
                new Paper("a", "A", List.of("a1", "a2")),
                new Paper("b", "B", List.of("b1", "b2", "b3")),
                new Paper("c", "C", List.of("c1", "c2")));

        assertThat(Papers.readOut(papers, 2))
                .extracting(Sample::text)
                .containsExactly("a1", "b1", "a2", "b2", "b3", "c1", "c2");
        assertThat(Papers.readOut(papers, 2)).allMatch(sample -> sample.text().startsWith(sample.key()));
    }

    @Test
    void shouldGiveKeysOfTheirOwnToPapersThatAreReadAgain() {
        List<Paper> one = List.of(new Paper("a", "A", List.of("a1")));

        assertThat(Papers.take(one, 3)).extracting(Paper::key).containsExactly("a", "a-2", "a-3");
        assertThat(Papers.take(one, 0)).isEmpty();
    }
}
