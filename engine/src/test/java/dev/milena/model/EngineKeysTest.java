// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.TextOverflow;
import dev.milena.engine.GpuMemory;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineKeysTest {

    @Test
    void shouldHaveTheDefaultsOfAProgramButForTheCallsWhenNothingIsSet() {
        EngineSettings settings = EngineSettings.from(Map.of());

        assertThat(settings.withCalls(1)).isEqualTo(EngineSettings.defaults());
        assertThat(settings.calls()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void shouldReadEveryKeyWhenItIsTextAsInAFile() {
        Properties file = new Properties();
        Map.of(
                        "milena.engine.device", "cuda:1",
                        "milena.engine.gpu.memory.limit.mb", " 4096 ",
                        "milena.engine.gpu.memory.growth", "doubling",
                        "milena.engine.threads", "3",
                        "milena.attention.enabled", "FALSE",
                        "milena.text.overflow", "cut",
                        "milena.beam.size", "4",
                        "milena.num.hypotheses", "2",
                        "milena.length.penalty", "0.6",
                        "milena.max.new.tokens", "80")
                .forEach(file::setProperty);
        file.setProperty("milena.min.new.tokens", "2");
        file.setProperty("milena.repetition.penalty", "1.2");
        file.setProperty("milena.no.repeat.ngram.size", "3");
        file.setProperty("bootstrap.servers", "not ours");

        assertThat(EngineSettings.from(file))
                .isEqualTo(new EngineSettings(
                        "cuda:1",
                        new GpuMemory(4_096, true),
                        3,
                        1,
                        true,
                        false,
                        TextOverflow.CUT,
                        new SearchSettings(
                                4,
                                2,
                                0.6f,
                                80,
                                null,
                                Map.of(
                                        "min_new_tokens",
                                        2.0,
                                        "repetition_penalty",
                                        1.2,
                                        "no_repeat_ngram_size",
                                        3.0))));
    }

    @Test
    void shouldSearchASecondTimeAsTheFirstButForWhatIsSaid() {
        SearchSettings first = EngineSettings.from(Map.of()).search();
        assertThat(EngineSettings.from(Map.of("milena.doubt.retry.beam.size", "8"))
                        .secondSearch())
                .isNull();
        assertThat(EngineSettings.from(Map.of("milena.doubt.retry", "true")).secondSearch())
                .isEqualTo(first.withControl("no_repeat_ngram_size", 3));
        assertThat(EngineSettings.from(Map.of(
                                "milena.beam.size", "2",
                                "milena.repetition.penalty", "1.1",
                                "milena.doubt.retry", "true",
                                "milena.doubt.retry.beam.size", "8",
                                "milena.doubt.retry.length.penalty", "0.5",
                                "milena.doubt.retry.repetition.penalty", "1.5",
                                "milena.doubt.retry.no.repeat.ngram.size", "-1"))
                        .secondSearch())
                .isEqualTo(SearchSettings.defaults()
                        .withBeamSize(8)
                        .withLengthPenalty(0.5f)
                        .withControl("repetition_penalty", 1.5));
        assertThat(EngineSettings.from(Map.of(
                                "milena.sampling.enabled", "true",
                                "milena.doubt.retry", "true",
                                "milena.doubt.retry.no.repeat.ngram.size", "-1"))
                        .secondSearch())
                .isEqualTo(SearchSettings.defaults());
        assertThatThrownBy(() -> EngineSettings.from(Map.of(
                        "milena.beam.size", "4",
                        "milena.num.hypotheses", "4",
                        "milena.doubt.retry", "true",
                        "milena.doubt.retry.beam.size", "2")))
                .hasMessageContainingAll("milena.doubt.retry.beam.size is 2", "milena.num.hypotheses, which is 4");
    }

    @Test
    void shouldTakeObjectsOfTheTypeAsWell() {
        EngineSettings settings = EngineSettings.from(Map.of(
                "milena.sampling.enabled",
                true,
                "milena.sampling.temperature",
                0.5,
                "milena.sampling.top.k",
                40,
                "milena.sampling.top.p",
                0.9,
                "milena.sampling.seed",
                -7L,
                "milena.engine.calls",
                2));

        assertThat(settings.search().sampling()).isEqualTo(new Sampling(0.5, 40, 0.9, -7));
        assertThat(settings.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "milena.beam.size, -1, from 0 to 64",
        "milena.beam.size, many, from 0 to 64",
        "milena.beam.size, 4294967297, from 0 to 64",
        "milena.length.penalty, 11, from -10.0 to 10.0",
        "milena.sampling.enabled, yes, true or false",
        "milena.text.overflow, drop, refuse or cut or salience or latest or map-reduce",
        "milena.engine.device, gpu, cuda:N",
        "milena.max.new.tokens, -1, from 0",
    })
    void shouldGiveKeyValueAndRuleWhenAValueIsWrong(String key, String value, String rule) {
        assertThatThrownBy(() -> EngineSettings.from(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key + " is " + value)
                .hasMessageContaining(rule)
                .hasMessageContaining("leave it out");
    }

    @Test
    void shouldRefuseWhatContradictsItself() {
        assertThatThrownBy(() -> EngineSettings.from(Map.of("milena.num.hypotheses", "2", "milena.beam.size", "1")))
                .hasMessageContaining("milena.beam.size, which is 1");
        assertThatThrownBy(
                        () -> EngineSettings.from(Map.of("milena.sampling.enabled", "true", "milena.beam.size", "2")))
                .hasMessageContaining("milena.sampling.enabled=true");
        assertThatThrownBy(
                        () -> EngineSettings.from(Map.of("milena.engine.device", "cuda", "milena.engine.calls", "2")))
                .hasMessageContaining("one call at a time");
    }

    @Test
    void shouldNameTheKeyWhenBundlesAreMissingOrTwice() {
        assertThatThrownBy(() -> Bundles.openAll(Map.of())).hasMessageContaining("milena.bundles is missing");
        assertThatThrownBy(() -> Bundles.openAll(Map.of("milena.bundles", "a, a")))
                .hasMessageContaining("milena.bundles is a, a");
        assertThatThrownBy(() -> Bundles.openAll(Map.of("milena.bundles", List.of())))
                .hasMessageContaining("one folder or more");
    }
}
