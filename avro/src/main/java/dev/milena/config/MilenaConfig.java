// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.streams.config.KnownNames;
import dev.milena.streams.config.StageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one application: every {@code milena.*} key, typed and checked, and the Kafka settings that travel
 * with them. An object of this class exists only when all checks passed. Immutable, any thread.
 *
 * <p>Values come, from weakest to strongest, from the defaults, the file and the environment
 * ({@code MILENA_BATCH_MAX_TEXTS} is {@code milena.batch.max.texts}, {@code KAFKA_BOOTSTRAP_SERVERS} is
 * {@code bootstrap.servers}). Keys that do not start with {@code milena.} go to Kafka Streams as they are.
 */
public final class MilenaConfig extends AbstractConfig {

    public static final String BUNDLES_CONFIG = "milena.bundles";
    public static final String INPUT_TOPIC_CONFIG = "milena.input.topic";
    public static final String OUTPUT_TOPIC_CONFIG = "milena.output.topic";
    public static final String ATTENTION_TOPIC_CONFIG = "milena.attention.topic";
    public static final String QUARANTINE_TOPIC_CONFIG = "milena.quarantine.topic";
    public static final String GLOSSARY_TOPIC_CONFIG = "milena.glossary.topic";
    public static final String FLOW_HEADER_CONFIG = "milena.flow.header";
    public static final String PRIORITY_HEADER_CONFIG = "milena.priority.header";
    public static final String ATTENTION_ENABLED_CONFIG = "milena.attention.enabled";
    public static final String DEAD_LETTER_TOPIC_CONFIG = "milena.dead.letter.topic";
    public static final String DEAD_LETTERS_INCLUDE_TEXT_CONFIG = "milena.dead.letters.include.text";
    public static final String OUTPUT_INCLUDE_SOURCE_TEXT_CONFIG = "milena.output.include.source.text";
    public static final String OUTPUT_SPAN_UNIT_CONFIG = "milena.output.span.unit";
    public static final String WINDOW_KIND_CONFIG = "milena.window.kind";
    public static final String WINDOW_SIZE_MS_CONFIG = "milena.window.size.ms";
    public static final String WINDOW_ADVANCE_MS_CONFIG = "milena.window.advance.ms";
    public static final String WINDOW_GAP_MS_CONFIG = "milena.window.gap.ms";
    public static final String WINDOW_GRACE_MS_CONFIG = "milena.window.grace.ms";
    public static final String WINDOW_IDLE_MS_CONFIG = "milena.window.idle.ms";
    public static final String WINDOW_AHEAD_MS_CONFIG = "milena.window.ahead.ms";
    public static final String WINDOW_UPDATE_EVENTS_CONFIG = "milena.window.update.events";
    public static final String WINDOW_UPDATE_MS_CONFIG = "milena.window.update.ms";
    public static final String WINDOW_STORY_MS_CONFIG = "milena.window.story.ms";
    public static final String WINDOW_MAX_TEXTS_CONFIG = "milena.window.max.texts";
    public static final String WINDOW_MAX_BYTES_CONFIG = "milena.window.max.bytes";
    public static final String WINDOW_LATE_TOPIC_CONFIG = "milena.window.late.topic";
    public static final String INPUT_VALUE_SERDE_CONFIG = "milena.input.value.serde";
    public static final String OUTPUT_VALUE_SERDE_CONFIG = "milena.output.value.serde";
    public static final String ATTENTION_VALUE_SERDE_CONFIG = "milena.attention.value.serde";
    public static final String DEAD_LETTER_VALUE_SERDE_CONFIG = "milena.dead.letter.value.serde";
    public static final String BEAM_SIZE_CONFIG = "milena.beam.size";
    public static final String NUM_HYPOTHESES_CONFIG = "milena.num.hypotheses";
    public static final String LENGTH_PENALTY_CONFIG = "milena.length.penalty";
    public static final String MAX_NEW_TOKENS_CONFIG = "milena.max.new.tokens";
    public static final String MIN_NEW_TOKENS_CONFIG = "milena.min.new.tokens";
    public static final String REPETITION_PENALTY_CONFIG = "milena.repetition.penalty";
    public static final String NO_REPEAT_NGRAM_SIZE_CONFIG = "milena.no.repeat.ngram.size";
    public static final String DOUBT_RETRY_BEAM_SIZE_CONFIG = "milena.doubt.retry.beam.size";
    public static final String DOUBT_RETRY_LENGTH_PENALTY_CONFIG = "milena.doubt.retry.length.penalty";
    public static final String DOUBT_RETRY_REPETITION_PENALTY_CONFIG = "milena.doubt.retry.repetition.penalty";
    public static final String DOUBT_RETRY_NO_REPEAT_NGRAM_SIZE_CONFIG = "milena.doubt.retry.no.repeat.ngram.size";
    public static final String SAMPLING_ENABLED_CONFIG = "milena.sampling.enabled";
    public static final String SAMPLING_TEMPERATURE_CONFIG = "milena.sampling.temperature";
    public static final String SAMPLING_TOP_K_CONFIG = "milena.sampling.top.k";
    public static final String SAMPLING_TOP_P_CONFIG = "milena.sampling.top.p";
    public static final String SAMPLING_SEED_CONFIG = "milena.sampling.seed";
    public static final String ENGINE_DEVICE_CONFIG = "milena.engine.device";
    public static final String ENGINE_GPU_MEMORY_LIMIT_MB_CONFIG = "milena.engine.gpu.memory.limit.mb";
    public static final String ENGINE_GPU_MEMORY_GROWTH_CONFIG = "milena.engine.gpu.memory.growth";
    public static final String ENGINE_CALLS_CONFIG = "milena.engine.calls";
    public static final String ENGINE_THREADS_CONFIG = "milena.engine.threads";
    public static final String PENDING_STORE_NAME_CONFIG = "milena.pending.store.name";
    public static final String RESTART_MAX_CONFIG = "milena.restart.max";
    public static final String SHUTDOWN_TIMEOUT_MS_CONFIG = "milena.shutdown.timeout.ms";
    public static final String OUTAGE_LIMIT_MS_CONFIG = "milena.outage.limit.ms";
    public static final String METRICS_HOST_CONFIG = "milena.metrics.host";
    public static final String METRICS_PORT_CONFIG = "milena.metrics.port";

    /** Value of {@value #OUTPUT_SPAN_UNIT_CONFIG}: UTF-16 code units. */
    public static final String SPANS_IN_UTF16 = "utf-16";

    /** Value of {@value #OUTPUT_SPAN_UNIT_CONFIG}: Unicode code points. */
    public static final String SPANS_IN_CODE_POINTS = "code-points";

    /** Value of {@value #ENGINE_GPU_MEMORY_GROWTH_CONFIG}: by what a batch needs. */
    public static final String GPU_MEMORY_AS_NEEDED = "as-needed";

    /** Value of {@value #ENGINE_GPU_MEMORY_GROWTH_CONFIG}: to the next power of two. */
    public static final String GPU_MEMORY_DOUBLING = "doubling";

    private static final ConfigDef DEFINITION = SettingDefinitions.define();

    private final StageConfig stages;
    private final WindowSettings windows;
    private final List<String> warnings;

    private MilenaConfig(Map<String, Object> own, StageConfig stages) {
        super(DEFINITION, own, false);
        this.stages = stages;
        this.windows = WindowSettings.of(this);
        this.warnings = List.copyOf(CrossChecks.check(this));
    }

    /**
     * Reads a properties file (UTF-8) and lets the environment override it.
     *
     * @param file {@code key=value} lines
     * @param environment usually {@link System#getenv()}
     * @throws ConfigException when the file cannot be read or any check fails; the message says what, why and the cure
     */
    public static MilenaConfig load(Path file, Map<String, String> environment) {
        return of(read(file, environment));
    }

    /**
     * The settings of a file and the environment before any check, for callers that add their own on top and then call
     * {@link #of}.
     *
     * @param file {@code key=value} lines, or null for none
     * @param environment usually {@link System#getenv()}
     * @throws ConfigException when the file cannot be read
     */
    public static Map<String, Object> read(@Nullable Path file, Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        if (file != null) {
            settings.putAll(SettingsFile.read(file));
        }
        settings.putAll(EnvironmentOverrides.from(environment));
        return settings;
    }

    /**
     * Takes settings from a map, without looking at files or the environment.
     *
     * @throws ConfigException when any check fails; the message says what, why and the cure
     */
    public static MilenaConfig of(Map<String, ?> settings) {
        Map<String, Object> own = StageConfig.own(settings);
        KnownNames.refuseUnknown(own.keySet(), DEFINITION.names());
        return new MilenaConfig(own, StageConfig.of(JobDefaults.beneath(settings)));
    }

    /** A copy of the definition of every {@code milena.*} setting: type, default, rule, documentation. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** The settings of the stages, and what they make of Kafka's. */
    public StageConfig stages() {
        return stages;
    }

    /** Every setting that a user wrote, with Milena's defaults for Kafka Streams beneath: what {@code Models} take. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(originals());
        stages.streamsProperties().forEach((key, value) -> settings.put(String.valueOf(key), value));
        return settings;
    }

    /** What {@code KafkaStreams} is given: the shipped defaults with the user's settings on top. A fresh copy. */
    public Properties streamsProperties() {
        return stages.streamsProperties();
    }

    /** {@code application.id}. */
    public String applicationId() {
        return String.valueOf(streamsProperties().get(StreamsConfig.APPLICATION_ID_CONFIG));
    }

    /** Combinations that work but cost something, as sentences to log at start-up. */
    public List<String> warnings() {
        return Stream.concat(stages.warnings().stream(), warnings.stream()).toList();
    }

    /** The bundles' folders, in the order in which they are tried. */
    public List<Path> bundles() {
        return getList(BUNDLES_CONFIG).stream().map(Path::of).toList();
    }

    /** Whether outputs and progress are committed together ({@code exactly_once_v2}). */
    public boolean exactlyOnce() {
        return stages.exactlyOnce();
    }

    /** Batches of a bundle that the engine works on at once; where the setting leaves it open, what suits the device. */
    public int engineCalls() {
        int calls = getInt(ENGINE_CALLS_CONFIG);
        if (calls > 0) {
            return calls;
        }
        if (!getString(ENGINE_DEVICE_CONFIG).equals("cpu")) {
            return 1;
        }
        int threads = getInt(ENGINE_THREADS_CONFIG);
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    /**
     * How long nothing at all may complete before a waiting task gives up, and how long a call of a model may take before
     * it counts as hung.
     */
    public Duration stallLimit() {
        return stages.stallLimit();
    }

    /** How long a clean stop may take, all its steps together. */
    public Duration shutdownTimeout() {
        return Duration.ofMillis(getLong(SHUTDOWN_TIMEOUT_MS_CONFIG));
    }

    /** Whether answers in doubt go to a topic of their own. */
    public boolean quarantines() {
        return !getString(QUARANTINE_TOPIC_CONFIG).isEmpty();
    }

    /** Over which windows events are summarized, if any. */
    public WindowSettings windows() {
        return windows;
    }

    /** Whether a topic says how terms are translated. */
    public boolean hasGlossaryTopic() {
        return !getString(GLOSSARY_TOPIC_CONFIG).isEmpty();
    }

    /**
     * A new serde of the class that a setting names, configured for values with every setting of the application.
     *
     * @param key one of the {@code milena.*.value.serde} settings
     * @param <T> type the serde must handle; it cannot be checked here
     * @throws ConfigException when the class is missing, is no serde or cannot be constructed
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a class name carries no type
    public <T> Serde<T> newValueSerde(String key) {
        Serde<?> serde = SerdeClasses.instantiate(key, getString(key));
        serde.configure(settings(), false);
        return (Serde<T>) serde;
    }
}
