// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.api.TextOverflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
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
    public static final String ATTENTION_ENABLED_CONFIG = "milena.attention.enabled";
    public static final String DEAD_LETTER_TOPIC_CONFIG = "milena.dead.letter.topic";
    public static final String DEAD_LETTERS_INCLUDE_TEXT_CONFIG = "milena.dead.letters.include.text";
    public static final String OUTPUT_INCLUDE_SOURCE_TEXT_CONFIG = "milena.output.include.source.text";
    public static final String INPUT_VALUE_SERDE_CONFIG = "milena.input.value.serde";
    public static final String OUTPUT_VALUE_SERDE_CONFIG = "milena.output.value.serde";
    public static final String ATTENTION_VALUE_SERDE_CONFIG = "milena.attention.value.serde";
    public static final String DEAD_LETTER_VALUE_SERDE_CONFIG = "milena.dead.letter.value.serde";
    public static final String TEXT_MAX_BYTES_CONFIG = "milena.text.max.bytes";
    public static final String TEXT_MAX_CODE_POINTS_CONFIG = "milena.text.max.code.points";
    public static final String TEXT_OVERFLOW_CONFIG = "milena.text.overflow";
    public static final String TEXT_INVISIBLE_CONFIG = "milena.text.invisible";
    public static final String BEAM_SIZE_CONFIG = "milena.beam.size";
    public static final String NUM_HYPOTHESES_CONFIG = "milena.num.hypotheses";
    public static final String LENGTH_PENALTY_CONFIG = "milena.length.penalty";
    public static final String MAX_NEW_TOKENS_CONFIG = "milena.max.new.tokens";
    public static final String MIN_NEW_TOKENS_CONFIG = "milena.min.new.tokens";
    public static final String REPETITION_PENALTY_CONFIG = "milena.repetition.penalty";
    public static final String NO_REPEAT_NGRAM_SIZE_CONFIG = "milena.no.repeat.ngram.size";
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
    public static final String ENGINE_DEADLINE_MS_CONFIG = "milena.engine.deadline.ms";
    public static final String BATCH_MAX_TEXTS_CONFIG = "milena.batch.max.texts";
    public static final String BATCH_MAX_TOKENS_CONFIG = "milena.batch.max.tokens";
    public static final String BATCH_LINGER_MS_CONFIG = "milena.batch.linger.ms";
    public static final String TASK_MAX_PENDING_EVENTS_CONFIG = "milena.task.max.pending.events";
    public static final String TASK_MAX_PENDING_BYTES_CONFIG = "milena.task.max.pending.bytes";
    public static final String TICK_MS_CONFIG = "milena.tick.ms";
    public static final String PENDING_STORE_CONFIG = "milena.pending.store";
    public static final String PENDING_STORE_NAME_CONFIG = "milena.pending.store.name";
    public static final String RESTART_MAX_CONFIG = "milena.restart.max";
    public static final String SHUTDOWN_TIMEOUT_MS_CONFIG = "milena.shutdown.timeout.ms";
    public static final String METRICS_HOST_CONFIG = "milena.metrics.host";
    public static final String METRICS_PORT_CONFIG = "milena.metrics.port";

    static final String TEXT_INVISIBLE_KEEP = "keep";
    static final String TEXT_INVISIBLE_REFUSE = "refuse";

    /** Value of {@value #ENGINE_GPU_MEMORY_GROWTH_CONFIG}: by what a batch needs. */
    public static final String GPU_MEMORY_AS_NEEDED = "as-needed";

    /** Value of {@value #ENGINE_GPU_MEMORY_GROWTH_CONFIG}: to the next power of two. */
    public static final String GPU_MEMORY_DOUBLING = "doubling";

    /** Value of {@value #PENDING_STORE_CONFIG}: RocksDB under {@code state.dir}. */
    public static final String PENDING_STORE_PERSISTENT = "persistent";

    /** Value of {@value #PENDING_STORE_CONFIG}: in memory, restored from the changelog topic at every start. */
    public static final String PENDING_STORE_MEMORY = "memory";

    /** More made a core no faster where it was measured: see ADR 13. */
    private static final int HYPOTHESES_OF_A_BATCH = 128;

    private static final ConfigDef DEFINITION = SettingDefinitions.define();

    private final Map<String, Object> streams;
    private final KafkaView kafka;
    private final List<String> warnings;

    private MilenaConfig(Map<String, Object> milena, Map<String, Object> kafka) {
        super(DEFINITION, milena, false);
        this.streams = Map.copyOf(ShippedKafkaSettings.beneath(this, kafka));
        this.kafka = new KafkaView(streams);
        this.warnings = List.copyOf(CrossChecks.check(this, streams));
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
        Map<String, Object> milena = new HashMap<>();
        Map<String, Object> kafka = new HashMap<>();
        settings.forEach((key, value) -> (key.startsWith("milena.") ? milena : kafka).put(key, value));
        KnownNames.refuseUnknown(milena.keySet(), DEFINITION.names());
        return new MilenaConfig(milena, kafka);
    }

    /** A copy of the definition of every {@code milena.*} setting: type, default, rule, documentation. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** What {@code KafkaStreams} is given: the shipped defaults with the user's settings on top. A fresh copy. */
    public Properties streamsProperties() {
        Properties properties = new Properties();
        properties.putAll(streams);
        return properties;
    }

    /** Combinations that work but cost something, as sentences to log at start-up. */
    public List<String> warnings() {
        return warnings;
    }

    /** The bundles' folders, in the order in which they are tried. */
    public List<Path> bundles() {
        return getList(BUNDLES_CONFIG).stream().map(Path::of).toList();
    }

    /** Whether outputs and progress are committed together ({@code exactly_once_v2}). */
    public boolean exactlyOnce() {
        return kafka.exactlyOnce();
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

    /** Most texts in one batch; where the setting leaves it open, what suits the number of beams. */
    public int batchMaxTexts() {
        int texts = getInt(BATCH_MAX_TEXTS_CONFIG);
        return texts > 0 ? texts : Math.max(1, HYPOTHESES_OF_A_BATCH / getInt(BEAM_SIZE_CONFIG));
    }

    /** How long a batch may take before the engine counts as stuck. */
    public Duration engineDeadline() {
        return Duration.ofMillis(getLong(ENGINE_DEADLINE_MS_CONFIG));
    }

    /** How long nothing at all may complete before a waiting task gives up: twice the engine's deadline. */
    public Duration stallLimit() {
        return engineDeadline().multipliedBy(2);
    }

    /**
     * How long a stream thread may stay away from polling and committing, all of its tasks together, before the group
     * or the transaction coordinator counts it out. Always longer than {@link #stallLimit()}.
     */
    public Duration threadBudget() {
        return Duration.ofMillis(kafka.threadBudgetMillis());
    }

    /** How long a clean stop may take, all its steps together. */
    public Duration shutdownTimeout() {
        return Duration.ofMillis(getLong(SHUTDOWN_TIMEOUT_MS_CONFIG));
    }

    /** How long a text waits for others of its length before its batch runs anyway. */
    public Duration batchLinger() {
        return Duration.ofMillis(getLong(BATCH_LINGER_MS_CONFIG));
    }

    /** What becomes of a text that has more tokens than its bundle takes. */
    public TextOverflow textOverflow() {
        return TextOverflow.parse(getString(TEXT_OVERFLOW_CONFIG));
    }

    /** Whether a text with invisible characters is refused. */
    public boolean refuseInvisible() {
        return TEXT_INVISIBLE_REFUSE.equals(getString(TEXT_INVISIBLE_CONFIG));
    }

    /** Interval of the wall-clock tick on which tasks release finished answers. */
    public Duration tick() {
        return Duration.ofMillis(getLong(TICK_MS_CONFIG));
    }

    /** Whether the pending store is kept on disk. */
    public boolean pendingStorePersistent() {
        return PENDING_STORE_PERSISTENT.equals(getString(PENDING_STORE_CONFIG));
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
        Map<String, Object> settings = new HashMap<>(streams);
        settings.putAll(originals());
        serde.configure(settings, false);
        return (Serde<T>) serde;
    }
}
