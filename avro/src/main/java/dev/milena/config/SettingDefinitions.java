// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import dev.milena.streams.config.Definitions;
import dev.milena.streams.config.StageConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Every {@code milena.*} setting with its type, default, rule and documentation, in the order of the reference. */
final class SettingDefinitions extends Definitions {
    private SettingDefinitions(ConfigDef definition) {
        super(definition);
    }

    static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        SettingDefinitions settings = new SettingDefinitions(definition);
        settings.models();
        settings.topics();
        new WindowDefinitions(definition).addAll();
        settings.formats();
        new SearchDefinitions(definition).addAll();
        StageConfig.definition().configKeys().values().forEach(definition::define);
        settings.fairness();
        settings.store();
        settings.operation();
        return definition;
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
                MilenaConfig.GLOSSARY_TOPIC_CONFIG,
                ConfigDef.Type.STRING,
                "",
                Rules.topicOrNone(),
                MEDIUM,
                "Compacted topic that says how terms are translated, live, over `milena.glossary.file`; empty for none. A key is a"
                        + " pair of languages, a colon and the term (`en-de:umbrella`), a value the translation and, where"
                        + " there are options, a tab and those; both in UTF-8. A record without a value takes a term out.");
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

    private void fairness() {
        begin(StageConfig.FAIRNESS_GROUP);
        add(
                MilenaConfig.FLOW_HEADER_CONFIG,
                ConfigDef.Type.STRING,
                "",
                null,
                MEDIUM,
                "Header of an event whose value (UTF-8) says who it is for, a tenant for instance; empty for none. Flows take turns"
                        + " in the model, however much each has queued. Events without it, and all where none is set, are a flow"
                        + " for each key; an event without a key is one of its own.");
        add(
                MilenaConfig.PRIORITY_HEADER_CONFIG,
                ConfigDef.Type.STRING,
                "",
                null,
                MEDIUM,
                "Header of an event that says its priority: `high`, `normal` or `low`; empty for none. Events without it, or with"
                        + " any other value, are `normal`; a value that is none of the three is warned of once. Order of a key comes"
                        + " first: earlier events of its key become as urgent as an urgent one.");
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
}
