// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.TextOverflow;
import dev.milena.config.MilenaConfig;
import dev.milena.engine.GpuMemory;
import dev.milena.host.HostConfig;
import dev.milena.model.EngineSettings;
import dev.milena.model.Sampling;
import dev.milena.model.SearchSettings;
import dev.milena.streams.config.StageConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same setting means the same in the library's parts, each of which reads its own, and in the job, which reads all. */
class SettingsAgreeTest {
    private static final Map<String, ConfigKey> ALL = MilenaConfig.definition().configKeys();

    @Test
    void shouldDefineAHostsSettingsAsTheReferenceDoes() {
        HostConfig.definition().configKeys().forEach((name, key) -> {
            ConfigKey reference = Objects.requireNonNull(ALL.get(name), name);
            assertThat(key.type).as(name).isEqualTo(reference.type);
            assertThat(key.defaultValue).as(name).isEqualTo(reference.defaultValue);
            assertThat(String.valueOf(key.validator)).as(name).isEqualTo(String.valueOf(reference.validator));
            assertThat(key.documentation).as(name).isEqualTo(reference.documentation);
            assertThat(key.importance).as(name).isEqualTo(reference.importance);
        });
    }

    @Test
    void shouldRunTheEngineWithTheReferencesDefaults() {
        MilenaConfig config = config(Map.of());

        assertThat(EngineSettings.from(config.originals())).isEqualTo(asTheReferenceSays(config));
    }

    @Test
    void shouldRunTheEngineAsEverySettingSays() {
        MilenaConfig searching = config(Map.ofEntries(
                Map.entry("milena.engine.device", "cuda:1"),
                Map.entry("milena.engine.gpu.memory.limit.mb", "2048"),
                Map.entry("milena.engine.gpu.memory.growth", "doubling"),
                Map.entry("milena.engine.threads", "3"),
                Map.entry("milena.attention.enabled", "false"),
                Map.entry("milena.text.overflow", "cut"),
                Map.entry("milena.beam.size", "5"),
                Map.entry("milena.num.hypotheses", "2"),
                Map.entry("milena.length.penalty", "0.6"),
                Map.entry("milena.max.new.tokens", "77"),
                Map.entry("milena.min.new.tokens", "3"),
                Map.entry("milena.repetition.penalty", "1.3"),
                Map.entry("milena.no.repeat.ngram.size", "4"),
                Map.entry("milena.doubt.retry", "true"),
                Map.entry("milena.doubt.retry.beam.size", "6"),
                Map.entry("milena.doubt.retry.length.penalty", "0.9"),
                Map.entry("milena.doubt.retry.repetition.penalty", "1.7"),
                Map.entry("milena.doubt.retry.no.repeat.ngram.size", "2")));
        MilenaConfig drawing = config(Map.of(
                "milena.engine.calls", "2",
                "milena.doubt.retry", "true",
                "milena.sampling.enabled", "true",
                "milena.sampling.temperature", "0.7",
                "milena.sampling.top.k", "40",
                "milena.sampling.top.p", "0.9",
                "milena.sampling.seed", "11"));

        assertThat(EngineSettings.from(searching.settings())).isEqualTo(asTheReferenceSays(searching));
        assertThat(EngineSettings.from(drawing.settings())).isEqualTo(asTheReferenceSays(drawing));
    }

    /** What one of them refuses, the other does. */
    @ParameterizedTest
    @CsvSource({
        "milena.beam.size, 65",
        "milena.num.hypotheses, 65",
        "milena.length.penalty, 10.5",
        "milena.max.new.tokens, -1",
        "milena.min.new.tokens, -2",
        "milena.repetition.penalty, 11",
        "milena.no.repeat.ngram.size, -2",
        "milena.doubt.retry, perhaps",
        "milena.sampling.enabled, perhaps",
        "milena.engine.device, tpu",
        "milena.engine.gpu.memory.limit.mb, 1048577",
        "milena.engine.gpu.memory.growth, never",
        "milena.engine.threads, 1025",
        "milena.engine.calls, 1025",
        "milena.text.overflow, drop",
    })
    void shouldRefuseTheSameValues(String key, String value) {
        assertThatThrownBy(() -> config(Map.of(key, value))).hasMessageContaining(key);
        assertThatThrownBy(() -> EngineSettings.from(Map.of(key, value))).hasMessageContaining(key);
    }

    private static MilenaConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("milena.bundles", "none", "application.id", "agree"));
        settings.putAll(more);
        return MilenaConfig.of(settings);
    }

    private static EngineSettings asTheReferenceSays(MilenaConfig config) {
        Map<String, Double> controls = new HashMap<>();
        if (config.getInt(MilenaConfig.MIN_NEW_TOKENS_CONFIG) >= 0) {
            controls.put("min_new_tokens", (double) config.getInt(MilenaConfig.MIN_NEW_TOKENS_CONFIG));
        }
        if (config.getDouble(MilenaConfig.REPETITION_PENALTY_CONFIG) != 0) {
            controls.put("repetition_penalty", config.getDouble(MilenaConfig.REPETITION_PENALTY_CONFIG));
        }
        if (config.getInt(MilenaConfig.NO_REPEAT_NGRAM_SIZE_CONFIG) >= 0) {
            controls.put("no_repeat_ngram_size", (double) config.getInt(MilenaConfig.NO_REPEAT_NGRAM_SIZE_CONFIG));
        }
        SearchSettings search = search(config, controls);
        return new EngineSettings(
                config.getString(MilenaConfig.ENGINE_DEVICE_CONFIG),
                new GpuMemory(
                        config.getInt(MilenaConfig.ENGINE_GPU_MEMORY_LIMIT_MB_CONFIG),
                        config.getString(MilenaConfig.ENGINE_GPU_MEMORY_GROWTH_CONFIG)
                                .equals(MilenaConfig.GPU_MEMORY_DOUBLING)),
                config.getInt(MilenaConfig.ENGINE_THREADS_CONFIG),
                config.engineCalls(),
                true,
                config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG),
                TextOverflow.parse(config.getString(StageConfig.TEXT_OVERFLOW_CONFIG)),
                search,
                config.stages().retries()
                        ? search.secondSearch(
                                config.getInt(MilenaConfig.DOUBT_RETRY_BEAM_SIZE_CONFIG),
                                config.getDouble(MilenaConfig.DOUBT_RETRY_LENGTH_PENALTY_CONFIG)
                                        .floatValue(),
                                config.getDouble(MilenaConfig.DOUBT_RETRY_REPETITION_PENALTY_CONFIG),
                                config.getInt(MilenaConfig.DOUBT_RETRY_NO_REPEAT_NGRAM_SIZE_CONFIG))
                        : null);
    }

    private static SearchSettings search(MilenaConfig config, Map<String, Double> controls) {
        return new SearchSettings(
                config.getInt(MilenaConfig.BEAM_SIZE_CONFIG),
                config.getInt(MilenaConfig.NUM_HYPOTHESES_CONFIG),
                config.getDouble(MilenaConfig.LENGTH_PENALTY_CONFIG).floatValue(),
                config.getInt(MilenaConfig.MAX_NEW_TOKENS_CONFIG),
                config.getBoolean(MilenaConfig.SAMPLING_ENABLED_CONFIG)
                        ? new Sampling(
                                config.getDouble(MilenaConfig.SAMPLING_TEMPERATURE_CONFIG),
                                config.getInt(MilenaConfig.SAMPLING_TOP_K_CONFIG),
                                config.getDouble(MilenaConfig.SAMPLING_TOP_P_CONFIG),
                                config.getLong(MilenaConfig.SAMPLING_SEED_CONFIG))
                        : null,
                controls);
    }
}
