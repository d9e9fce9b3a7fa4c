// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.schemas.Task;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void shouldSpreadAbstractsAmongSentencesWhenBothAreLoaded() {
        List<Sample> samples = Samples.of(List.of("translation", "summarization"));

        assertThat(samples)
                .filteredOn(sample -> sample.task() == Task.TRANSLATION)
                .hasSize(Samples.all().size());
        assertThat(samples)
                .filteredOn(sample -> sample.task() == Task.SUMMARIZATION)
                .hasSize(3);
        List<Integer> abstracts = IntStream.range(0, samples.size())
                .filter(i -> samples.get(i).task() == Task.SUMMARIZATION)
                .boxed()
                .toList();
        assertThat(abstracts).containsExactly(6, 13, 20);
        assertThat(samples).doesNotHaveDuplicates();
    }

    @Test
    void shouldShowWhatTheModelsDo() {
        assertThat(Samples.of(List.of("summarization")))
                .hasSize(3)
                .allMatch(sample -> sample.task() == Task.SUMMARIZATION);
        assertThat(Samples.of(List.of("translation"))).extracting(Sample::text).isEqualTo(Samples.all());
        assertThat(Samples.of(List.of("text2text")))
                .hasSameSizeAs(Samples.all())
                .allMatch(sample -> sample.task() == null);
    }

    @Test
    void shouldStartAgainWhenMoreAreAskedFor() {
        List<Sample> samples = Samples.of(List.of("summarization"));

        assertThat(Samples.take(samples, 4))
                .startsWith(samples.toArray(Sample[]::new))
                .endsWith(samples.get(0));
        assertThat(Samples.take(samples, 0)).isEmpty();
    }
}
