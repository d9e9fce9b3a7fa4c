// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import dev.milena.api.TextOverflow;
import dev.milena.streams.config.StageConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Every {@code milena.*} setting with its type, default, rule and documentation, in the order of the reference. */
final class SettingDefinitions {

    private final ConfigDef definition = new ConfigDef();
    private String group = "";
    private int order;

    private SettingDefinitions() {}

    static ConfigDef define() {
        SettingDefinitions settings = new SettingDefinitions();
        settings.models();
        settings.topics();
        settings.formats();
        settings.decoding();
        StageConfig.definition().configKeys().values().forEach(settings.definition::define);
        settings.store();
        settings.operation();
        return settings.definition;
    }

    private void models() {
        begin("Models and limits");
        add(
                MilenaConfig.BUNDLES_CONFIG,
                ConfigDef.Type.LIST,
                ConfigDef.NO_DEFAULT_VALUE,
                Rules.folders(),
                HIGH,
                "Folders of the model bundles, separated by commas; relative paths start at the working directory. The"
                        + " order counts: an event that names no `bundle` is answered by the first one that does its `task` and"
                        + " has the languages that it names.");
        add(
                MilenaConfig.TEXT_OVERFLOW_CONFIG,
                ConfigDef.Type.STRING,
                TextOverflow.REFUSE.toString(),
                Rules.oneOf(TextOverflow.REFUSE.toString(), TextOverflow.CUT.toString()),
                MEDIUM,
                "What becomes of a text that is asked as it is (`milena.text.segment`) and has more tokens than its bundle"
                        + " takes. `refuse`: a dead letter with the code"
                        + " `TOO_MANY_TOKENS`. `cut`: the model reads its beginning, up to the last whole word that fits,"
                        + " and the answer says in `source_cut` how much of the text that was.");
    }

    private void topics() {
        begin("Topics");
        add(
                MilenaConfig.INPUT_TOPIC_CONFIG,
                ConfigDef.Type.STRING,
                "milena.text",
                Rules.topic(),
                HIGH,
                "Topic of the events to answer (`TextEvent`).");
        add(
                MilenaConfig.OUTPUT_TOPIC_CONFIG,
                ConfigDef.Type.STRING,
                "milena.enriched",
                Rules.topic(),
                HIGH,
                "Topic of the answers (`EnrichedText`). Give it as many partitions as the input topic, so that events"
                        + " without a key keep their order.");
        add(
                MilenaConfig.ATTENTION_TOPIC_CONFIG,
                ConfigDef.Type.STRING,
                "milena.attention",
                Rules.topic(),
                MEDIUM,
                "Topic of the token log-probabilities and attention weights (`AttentionMap`).");
        add(
                MilenaConfig.DEAD_LETTER_TOPIC_CONFIG,
                ConfigDef.Type.STRING,
                "milena.dead-letters",
                Rules.topic(),
                HIGH,
                "Topic of the events that could not be answered (`DeadLetter`).");
        add(
                MilenaConfig.QUARANTINE_TOPIC_CONFIG,
                ConfigDef.Type.STRING,
                "",
                Rules.topicOrNone(),
                MEDIUM,
                "Topic of the answers that are in doubt (`EnrichedText`), which then do not go to the topic of the answers;"
                        + " empty for none: all answers go there, with their doubts. Attention maps have their topic either"
                        + " way.");
        add(
                MilenaConfig.ATTENTION_ENABLED_CONFIG,
                ConfigDef.Type.BOOLEAN,
                true,
                null,
                MEDIUM,
                "Whether an `AttentionMap` is sent beside each answer. The word alignment is part of every"
                        + " `EnrichedText` either way.");
        add(
                MilenaConfig.DEAD_LETTERS_INCLUDE_TEXT_CONFIG,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                MEDIUM,
                "Whether a dead letter carries the value of the refused event. Without it the letter holds the"
                        + " coordinates, the size and a SHA-256 only, so that no text leaves its topic.");
        add(
                MilenaConfig.OUTPUT_INCLUDE_SOURCE_TEXT_CONFIG,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                LOW,
                "Whether an answer carries the event's text beside the model's.");
        add(
                MilenaConfig.OUTPUT_SPAN_UNIT_CONFIG,
                ConfigDef.Type.STRING,
                MilenaConfig.SPANS_IN_UTF16,
                Rules.oneOf(MilenaConfig.SPANS_IN_UTF16, MilenaConfig.SPANS_IN_CODE_POINTS),
                LOW,
                "What the offsets of answers and attention maps count: `utf-16` code units, as strings of Java, JavaScript"
                        + " and C# do, or `code-points`, as strings of Python and runes of Go do. Each record says in"
                        + " `span_unit` which it is.");
    }

    private void formats() {
        begin("Formats");
        String rule = " A class with a constructor without arguments that implements Kafka's `Serde`; it is configured"
                + " with every setting of the file, its own included. The default is Avro single-object encoding.";
        add(
                MilenaConfig.INPUT_VALUE_SERDE_CONFIG,
                ConfigDef.Type.STRING,
                "dev.milena.serde.TextEventSerde",
                Rules.className(),
                LOW,
                "Reads the values of the input topic as `TextEvent`." + rule);
        add(
                MilenaConfig.OUTPUT_VALUE_SERDE_CONFIG,
                ConfigDef.Type.STRING,
                "dev.milena.serde.EnrichedTextSerde",
                Rules.className(),
                LOW,
                "Writes `EnrichedText`." + rule);
        add(
                MilenaConfig.ATTENTION_VALUE_SERDE_CONFIG,
                ConfigDef.Type.STRING,
                "dev.milena.serde.AttentionMapSerde",
                Rules.className(),
                LOW,
                "Writes `AttentionMap`." + rule);
        add(
                MilenaConfig.DEAD_LETTER_VALUE_SERDE_CONFIG,
                ConfigDef.Type.STRING,
                "dev.milena.serde.DeadLetterSerde",
                Rules.className(),
                LOW,
                "Writes `DeadLetter`." + rule);
    }

    private void decoding() {
        begin("Decoding and engine");
        add(
                MilenaConfig.BEAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 64),
                MEDIUM,
                "Hypotheses kept while decoding; 1 is greedy search, 0 is the bundle's own. More is slower and often a little"
                        + " better.");
        add(
                MilenaConfig.NUM_HYPOTHESES_CONFIG,
                ConfigDef.Type.INT,
                1,
                between(1, 64),
                LOW,
                "How many answers to an event are kept, at most `milena.beam.size`: the best one is the answer, the others"
                        + " are its `alternatives`, each with its score and confidence.");
        add(
                MilenaConfig.LENGTH_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                Double.NaN,
                Rules.finiteOrNone(-10, 10),
                LOW,
                "Exponent of the length by which a hypothesis' score is divided; above 1 favours longer answers, NaN is the"
                        + " bundle's own. Without effect for greedy search.");
        add(
                MilenaConfig.MAX_NEW_TOKENS_CONFIG,
                ConfigDef.Type.INT,
                0,
                atLeast(0),
                MEDIUM,
                "Longest answer in tokens, end token included; 0 is the bundle's own limit, which is never exceeded.");
        add(
                MilenaConfig.MIN_NEW_TOKENS_CONFIG,
                ConfigDef.Type.INT,
                -1,
                atLeast(-1),
                LOW,
                "Shortest answer in tokens, end token included, where the answer's limit allows it; -1 is the bundle's own.");
        add(
                MilenaConfig.REPETITION_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                0.0,
                Rules.finite(0, 10),
                LOW,
                "Above 1 makes tokens that an answer already has less likely; 1 changes nothing, 0 is the bundle's own.");
        add(
                MilenaConfig.NO_REPEAT_NGRAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                -1,
                atLeast(-1),
                LOW,
                "An answer repeats no run of so many tokens; 0 allows all, -1 is the bundle's own.");
        sampling();
        secondTry();
        add(
                MilenaConfig.ENGINE_DEVICE_CONFIG,
                ConfigDef.Type.STRING,
                "cpu",
                Rules.device(),
                HIGH,
                "Where the model runs: `cpu`, `cuda` (the first GPU) or `cuda:N`.");
        add(
                MilenaConfig.ENGINE_GPU_MEMORY_LIMIT_MB_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 1 << 20),
                MEDIUM,
                "Most memory of a GPU that the engine takes for a bundle, in MiB; 0 is no limit. A batch that needs more"
                        + " fails, and its texts are tried in smaller ones. CUDA's own libraries take some hundred MiB beside"
                        + " it.");
        add(
                MilenaConfig.ENGINE_GPU_MEMORY_GROWTH_CONFIG,
                ConfigDef.Type.STRING,
                MilenaConfig.GPU_MEMORY_AS_NEEDED,
                Rules.oneOf(MilenaConfig.GPU_MEMORY_AS_NEEDED, MilenaConfig.GPU_MEMORY_DOUBLING),
                LOW,
                "How the engine's share of a GPU grows: `as-needed`, or `doubling`, which asks the device less often and may"
                        + " take twice as much.");
        add(
                MilenaConfig.ENGINE_THREADS_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 1024),
                MEDIUM,
                "Threads of the engine on the CPU, shared by the calls that run at once; 0 is one for each core.");
        add(
                MilenaConfig.ENGINE_CALLS_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 1024),
                MEDIUM,
                "Batches of a bundle that the engine works on at once; 0 is one for each of `milena.engine.threads` on the"
                        + " CPU, where calls of one thread each waste nothing on waiting for each other, and one on a GPU,"
                        + " where nothing else is allowed. Each call needs memory for a batch of its own; the weights are"
                        + " there once.");
    }

    private void secondTry() {
        add(
                MilenaConfig.DOUBT_RETRY_BEAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 64),
                LOW,
                "Hypotheses kept in the second try of `milena.doubt.retry`; 0 is as many as in the first.");
        add(
                MilenaConfig.DOUBT_RETRY_LENGTH_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                Double.NaN,
                Rules.finiteOrNone(-10, 10),
                LOW,
                "Length penalty of the second try; NaN is that of the first.");
        add(
                MilenaConfig.DOUBT_RETRY_REPETITION_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                0.0,
                Rules.finite(0, 10),
                LOW,
                "Repetition penalty of the second try; 0 is that of the first.");
        add(
                MilenaConfig.DOUBT_RETRY_NO_REPEAT_NGRAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                3,
                atLeast(-1),
                LOW,
                "The second answer repeats no run of so many tokens, which ends most loops; 0 allows all, -1 is as in the"
                        + " first. The second try is always searched for, never drawn.");
    }

    private void sampling() {
        add(
                MilenaConfig.SAMPLING_ENABLED_CONFIG,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                LOW,
                "Whether the tokens of an answer are drawn at random instead of searched for; with `milena.beam.size=1`"
                        + " only. The numbers come from `milena.sampling.seed` and the event's topic, partition and offset"
                        + " alone: an event that is answered again, after a crash or in another batch, gets the same"
                        + " answer.");
        add(
                MilenaConfig.SAMPLING_TEMPERATURE_CONFIG,
                ConfigDef.Type.DOUBLE,
                1.0,
                Rules.finite(0.01, 100),
                LOW,
                "What logits are divided by before a token is drawn: below 1 likely tokens become likelier, above 1 less"
                        + " likely.");
        add(
                MilenaConfig.SAMPLING_TOP_K_CONFIG,
                ConfigDef.Type.INT,
                0,
                atLeast(0),
                LOW,
                "Draw among so many of the likeliest tokens; 0 is all. Without it each step sorts the whole vocabulary,"
                        + " which takes several times as long.");
        add(
                MilenaConfig.SAMPLING_TOP_P_CONFIG,
                ConfigDef.Type.DOUBLE,
                1.0,
                Rules.finite(0.01, 1),
                LOW,
                "Draw among the likeliest tokens whose probabilities together just reach this; 1 is all.");
        add(MilenaConfig.SAMPLING_SEED_CONFIG, ConfigDef.Type.LONG, 0L, null, LOW, "Another seed draws other answers.");
    }

    private void store() {
        begin("Pending store");
        add(
                MilenaConfig.PENDING_STORE_NAME_CONFIG,
                ConfigDef.Type.STRING,
                "milena-pending",
                Rules.topic(),
                LOW,
                "Name of the pending store and, within the changelog topic's name, of its topic. Changing it forgets the"
                        + " events that are pending.");
    }

    private void operation() {
        begin("Operation");
        add(
                StageConfig.ENGINE_DEADLINE_MS_CONFIG,
                ConfigDef.Type.LONG,
                30_000L,
                between(1, 86_400_000),
                LOW,
                "Deprecated: half of `milena.stall.limit.ms`, which is to be set instead, and which goes first where both"
                        + " are.");
        add(
                MilenaConfig.RESTART_MAX_CONFIG,
                ConfigDef.Type.INT,
                10,
                atLeast(0),
                MEDIUM,
                "How often stream threads that died are replaced before the application stops with an exit code. Threads that"
                        + " die of the same outage count once.");
        add(
                MilenaConfig.SHUTDOWN_TIMEOUT_MS_CONFIG,
                ConfigDef.Type.LONG,
                25_000L,
                between(1, 86_400_000),
                MEDIUM,
                "How long a clean stop may take, in milliseconds: the last commit and the batch that runs. Then the"
                        + " process ends anyway; nothing is lost, but the next start takes longer. Keep it below what the"
                        + " supervisor grants (Kubernetes' `terminationGracePeriodSeconds` is 30).");
        add(
                MilenaConfig.OUTAGE_LIMIT_MS_CONFIG,
                ConfigDef.Type.LONG,
                600_000L,
                between(1_000, 604_800_000),
                MEDIUM,
                "How long the cluster may be away, or commit nothing although there is something to commit, in"
                        + " milliseconds, before the application ends with exit code 6. Until then it is alive and not"
                        + " ready; nothing is lost.");
        add(
                MilenaConfig.METRICS_HOST_CONFIG,
                ConfigDef.Type.STRING,
                "127.0.0.1",
                new ConfigDef.NonEmptyString(),
                MEDIUM,
                "Address on which health and metrics are served; `0.0.0.0` serves them to the network.");
        add(
                MilenaConfig.METRICS_PORT_CONFIG,
                ConfigDef.Type.INT,
                9_464,
                between(-1, 65_535),
                MEDIUM,
                "Port on which health and metrics are served; 0 takes a free one, -1 serves none.");
    }

    private void begin(String name) {
        group = name;
        order = 0;
    }

    private void add(
            String name,
            ConfigDef.Type type,
            Object defaultValue,
            @Nullable Validator rule,
            Importance importance,
            String documentation) {
        definition.define(
                name, type, defaultValue, rule, importance, documentation, group, ++order, Width.MEDIUM, name);
    }
}
