// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import dev.milena.api.DoubtKind;
import dev.milena.api.Priority;
import dev.milena.document.Documents;
import dev.milena.glossary.Glossary;
import dev.milena.inspection.DoubtPolicy;
import dev.milena.inspection.Inspection;
import dev.milena.inspection.Limits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of the stages of one application, typed and checked against those of Kafka Streams. An object of this class
 * exists only when all checks passed. {@code milena.*} keys that are not a stage's are left to others, such as the engine.
 * Immutable, any thread.
 */
public final class StageConfig extends AbstractConfig {
    public static final String TEXT_MAX_BYTES_CONFIG = "milena.text.max.bytes";
    public static final String TEXT_MAX_CODE_POINTS_CONFIG = "milena.text.max.code.points";
    public static final String TEXT_INVISIBLE_CONFIG = "milena.text.invisible";
    public static final String TEXT_SEGMENT_CONFIG = "milena.text.segment";
    public static final String TEXT_OVERFLOW_CONFIG = "milena.text.overflow";
    public static final String TEXT_SEGMENT_BAD_CONFIG = "milena.text.segment.bad";
    public static final String TEXT_FORMAT_CONFIG = "milena.text.format";
    public static final String TEXT_CAPITALS_CONFIG = "milena.text.capitals";
    public static final String LANGUAGE_DETECT_CONFIG = "milena.language.detect";
    public static final String LANGUAGE_DETECT_AUTO = "auto";
    public static final String LANGUAGE_DETECT_OFF = "off";
    public static final String LANGUAGE_UNSURE_CONFIG = "milena.language.unsure";
    public static final String TEXT_PROTECT_CONFIG = "milena.text.protect";
    public static final String TEXT_PROTECT_FILE_CONFIG = "milena.text.protect.file";
    public static final String GLOSSARY_FILE_CONFIG = "milena.glossary.file";
    public static final String TEXT_MAX_SEGMENTS_CONFIG = "milena.text.max.segments";
    public static final String DOUBT_KINDS_CONFIG = "milena.doubt.kinds";
    public static final String DOUBT_LEAST_CONFIDENCE_CONFIG = "milena.doubt.least.confidence";
    public static final String DOUBT_LEAST_LENGTH_RATIO_CONFIG = "milena.doubt.least.length.ratio";
    public static final String DOUBT_MOST_LENGTH_RATIO_CONFIG = "milena.doubt.most.length.ratio";
    public static final String DOUBT_MOST_UNALIGNED_CONFIG = "milena.doubt.most.unaligned";
    public static final String DOUBT_RUNAWAY_CONFIG = "milena.doubt.runaway";
    public static final String DOUBT_RETRY_CONFIG = "milena.doubt.retry";
    public static final String BATCH_MAX_TEXTS_CONFIG = "milena.batch.max.texts";
    public static final String BATCH_MAX_TOKENS_CONFIG = "milena.batch.max.tokens";
    public static final String BATCH_LINGER_MS_CONFIG = "milena.batch.linger.ms";
    /** Heading of the settings of fairness and priority in the reference. */
    public static final String FAIRNESS_GROUP = "Fairness and priority";

    public static final String PRIORITY_WEIGHTS_CONFIG = "milena.priority.weights";
    public static final String TASK_MAX_PENDING_EVENTS_CONFIG = "milena.task.max.pending.events";
    public static final String TASK_MAX_PENDING_BYTES_CONFIG = "milena.task.max.pending.bytes";
    public static final String PENDING_MAX_MS_CONFIG = "milena.pending.max.ms";
    public static final String PENDING_MAX_BYTES_CONFIG = "milena.pending.max.bytes";
    public static final String TICK_MS_CONFIG = "milena.tick.ms";
    public static final String PENDING_STORE_CONFIG = "milena.pending.store";
    public static final String STALL_LIMIT_MS_CONFIG = "milena.stall.limit.ms";

    /** Half of {@value #STALL_LIMIT_MS_CONFIG}. Deprecated: set that one instead. */
    public static final String ENGINE_DEADLINE_MS_CONFIG = "milena.engine.deadline.ms";

    /** Value of {@value #TEXT_INVISIBLE_CONFIG}: they count as any other. */
    public static final String TEXT_INVISIBLE_KEEP = "keep";

    /** Value of {@value #TEXT_INVISIBLE_CONFIG}: a text that has any is refused. */
    public static final String TEXT_INVISIBLE_REFUSE = "refuse";

    /** Value of {@value #DOUBT_RUNAWAY_CONFIG}: such an answer leaves with its doubt. */
    public static final String DOUBT_RUNAWAY_KEEP = "keep";

    /** Value of {@value #DOUBT_RUNAWAY_CONFIG}: a text that has such an answer is refused. */
    public static final String DOUBT_RUNAWAY_REFUSE = "refuse";

    /** Value of {@value #PENDING_STORE_CONFIG}: RocksDB under {@code state.dir}. */
    public static final String PENDING_STORE_PERSISTENT = "persistent";

    /** Value of {@value #PENDING_STORE_CONFIG}: in memory, restored from the changelog topic at every start. */
    public static final String PENDING_STORE_MEMORY = "memory";

    static final String OWN_PREFIX = "milena.";

    private static final ConfigDef DEFINITION = StageDefinitions.define();

    private final Map<String, Object> streams;
    private final KafkaView kafka;
    private final Documents documents;
    private final Glossary glossary;
    private final List<String> warnings;

    private StageConfig(Map<String, Object> own, Map<String, Object> streams, boolean isRunning) {
        super(DEFINITION, own, false);
        this.streams = Map.copyOf(streams);
        this.kafka = new KafkaView(streams);
        // a task that moves reads no files: they may be gone, and are the same for all tasks
        this.glossary = isRunning ? Glossary.none() : TextSettings.glossary(this);
        this.documents = TextSettings.documents(this);
        this.warnings = List.copyOf(StageChecks.check(this, kafka, streams, isRunning));
    }

    /**
     * The settings that a user wrote, {@code application.id} and {@code bootstrap.servers} among them, with Milena's defaults
     * beneath.
     *
     * @throws ConfigException when any check fails; the message says what, why and the cure
     */
    public static StageConfig of(Map<String, ?> settings) {
        Map<String, Object> own = withoutAlias(own(settings));
        KnownNames.refuseMisspelt(own.keySet(), DEFINITION.names());
        return new StageConfig(own, ShippedKafkaSettings.beneath(new Own(own), kafka(settings)), false);
    }

    /**
     * The settings that an application runs with: Kafka's own defaults hold where nothing is set. Glossaries are not read: a stage
     * has that of its {@code Models}.
     *
     * @throws ConfigException when any check fails; the message says what, why and the cure
     */
    public static StageConfig running(Map<String, ?> settings) {
        return new StageConfig(withoutAlias(own(settings)), withoutDefaults(kafka(settings)), true);
    }

    /** Streams tells its processors its own defaults as well, some of which would pass for settings of its clients. */
    private static Map<String, Object> withoutDefaults(Map<String, Object> kafka) {
        Map<String, Object> defaults = StreamsConfig.configDef().defaultValues();
        kafka.entrySet()
                .removeIf(setting ->
                        setting.getValue() == null || setting.getValue().equals(defaults.get(setting.getKey())));
        return kafka;
    }

    /** The {@code milena.*} settings, whoever reads them. A fresh copy. */
    public static Map<String, Object> own(Map<String, ?> settings) {
        Map<String, Object> own = new HashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(OWN_PREFIX)) {
                own.put(key, value);
            }
        });
        return own;
    }

    private static Map<String, Object> kafka(Map<String, ?> settings) {
        Map<String, Object> kafka = new HashMap<>(settings);
        kafka.keySet().removeIf(key -> key.startsWith(OWN_PREFIX));
        return kafka;
    }

    /** Reads the deprecated name where the present one is not set. */
    private static Map<String, Object> withoutAlias(Map<String, Object> own) {
        Object deadline = own.remove(ENGINE_DEADLINE_MS_CONFIG);
        if (deadline != null && !own.containsKey(STALL_LIMIT_MS_CONFIG)) {
            long millis = (Long) ConfigDef.parseType(ENGINE_DEADLINE_MS_CONFIG, deadline, ConfigDef.Type.LONG);
            own.put(STALL_LIMIT_MS_CONFIG, Math.multiplyExact(2, Math.min(millis, Long.MAX_VALUE / 4)));
        }
        return own;
    }

    /** The stage's own settings before anything of Kafka's is known. */
    static final class Own extends AbstractConfig {
        Own(Map<String, Object> own) {
            super(DEFINITION, own, false);
        }
    }

    /** A copy of the definition of every setting of a stage: type, default, rule, documentation. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** Milena's own defaults for Kafka Streams, and why each is not Kafka's. */
    public static List<ShippedDefault> shippedDefaults() {
        return ShippedKafkaSettings.all();
    }

    /** What {@code KafkaStreams} is given: Milena's defaults with the user's settings on top. A fresh copy. */
    public Properties streamsProperties() {
        Properties properties = new Properties();
        properties.putAll(streams);
        return properties;
    }

    /** Combinations that work but cost something, as sentences to log at start-up. */
    public List<String> warnings() {
        return warnings;
    }

    /** Whether outputs and progress are committed together ({@code exactly_once_v2}). */
    public boolean exactlyOnce() {
        return kafka.exactlyOnce();
    }

    /**
     * How long nothing at all may complete before a waiting task gives up, and how long a call of a model may take before
     * it counts as hung.
     */
    public Duration stallLimit() {
        return Duration.ofMillis(getLong(STALL_LIMIT_MS_CONFIG));
    }

    /**
     * How long a stream thread may stay away from polling and committing, all of its tasks together, before the group
     * or the transaction coordinator counts it out. Always longer than {@link #stallLimit()}.
     */
    public Duration threadBudget() {
        return Duration.ofMillis(kafka.threadBudgetMillis());
    }

    /** Time between two commits. */
    public Duration commitInterval() {
        return Duration.ofMillis(kafka.commitIntervalMillis());
    }

    /** How long the producer tries to send a record. */
    public Duration deliveryTimeout() {
        return Duration.ofMillis(kafka.producer(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG));
    }

    /** The producer's largest request in bytes. */
    public long maxRequestBytes() {
        return kafka.producer(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    }

    /** How long a text waits for others of its length before its batch runs anyway. */
    public Duration batchLinger() {
        return Duration.ofMillis(getLong(BATCH_LINGER_MS_CONFIG));
    }

    /** How priorities share a model that has more to do than it can. */
    public Map<Priority, Integer> priorityWeights() {
        List<String> weights = getList(PRIORITY_WEIGHTS_CONFIG);
        return Map.of(
                Priority.HIGH, Integer.valueOf(weights.get(0)),
                Priority.NORMAL, Integer.valueOf(weights.get(1)),
                Priority.LOW, Integer.valueOf(weights.get(2)));
    }

    /** How long the models may need for what all tasks of the process hold. */
    public Duration pendingTime() {
        return Duration.ofMillis(getLong(PENDING_MAX_MS_CONFIG));
    }

    /** Most bytes that all tasks of the process hold. */
    public long pendingBytes() {
        long bytes = getLong(PENDING_MAX_BYTES_CONFIG);
        return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 4;
    }

    /** Whether a text with invisible characters is refused. */
    public boolean refuseInvisible() {
        return TEXT_INVISIBLE_REFUSE.equals(getString(TEXT_INVISIBLE_CONFIG));
    }

    /** How texts are divided into segments, and what must not change in them. */
    public Documents documents() {
        return documents;
    }

    /** How terms are translated, by the files of {@value #GLOSSARY_FILE_CONFIG}, which were read when these settings were made. */
    public Glossary glossary() {
        return glossary;
    }

    /** What becomes of answers that are in doubt. */
    public DoubtPolicy doubtPolicy() {
        Set<DoubtKind> kinds = EnumSet.noneOf(DoubtKind.class);
        getList(DOUBT_KINDS_CONFIG).forEach(kind -> kinds.add(DoubtKind.valueOf(kind)));
        Limits limits = new Limits(
                getDouble(DOUBT_LEAST_CONFIDENCE_CONFIG),
                getDouble(DOUBT_LEAST_LENGTH_RATIO_CONFIG),
                getDouble(DOUBT_MOST_LENGTH_RATIO_CONFIG),
                getDouble(DOUBT_MOST_UNALIGNED_CONFIG));
        return new DoubtPolicy(
                new Inspection(kinds, limits), retries(), DOUBT_RUNAWAY_REFUSE.equals(getString(DOUBT_RUNAWAY_CONFIG)));
    }

    /** Whether a text whose answer is in doubt is asked a second time. */
    public boolean retries() {
        return getBoolean(DOUBT_RETRY_CONFIG);
    }

    /** Whether the language of a text is looked for where its request names none. */
    public boolean detectsLanguages() {
        return getString(LANGUAGE_DETECT_CONFIG).equals(LANGUAGE_DETECT_AUTO);
    }

    /** Whether answers are inspected for anything. */
    public boolean inspects() {
        return !getList(DOUBT_KINDS_CONFIG).isEmpty();
    }

    /** Interval of the wall-clock tick on which tasks release finished answers. */
    public Duration tick() {
        return Duration.ofMillis(getLong(TICK_MS_CONFIG));
    }

    /** Whether the pending store is kept on disk. */
    public boolean pendingStorePersistent() {
        return PENDING_STORE_PERSISTENT.equals(getString(PENDING_STORE_CONFIG));
    }
}
