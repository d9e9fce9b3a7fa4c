// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.config.MilenaConfig;
import dev.milena.host.topics.TopicUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** The topics that a job needs. */
public final class JobTopics {

    private JobTopics() {}

    /** Every topic that a job with these settings needs, the input topic first. */
    public static List<TopicUse> of(MilenaConfig config) {
        List<TopicUse> uses = new ArrayList<>();
        uses.add(input(config));
        uses.add(output(config, MilenaConfig.OUTPUT_TOPIC_CONFIG));
        if (config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG)) {
            uses.add(output(config, MilenaConfig.ATTENTION_TOPIC_CONFIG));
        }
        uses.add(output(config, MilenaConfig.DEAD_LETTER_TOPIC_CONFIG));
        if (config.quarantines()) {
            uses.add(output(config, MilenaConfig.QUARANTINE_TOPIC_CONFIG));
        }
        if (config.windows().hasLateTopic()) {
            uses.add(output(config, MilenaConfig.WINDOW_LATE_TOPIC_CONFIG));
        }
        if (config.hasGlossaryTopic()) {
            uses.add(TopicUse.reads(config.getString(MilenaConfig.GLOSSARY_TOPIC_CONFIG))
                    .namedBy(MilenaConfig.GLOSSARY_TOPIC_CONFIG));
        }
        return uses;
    }

    /** What a topic is created with beside the broker's defaults: terms are kept for as long as they hold. */
    static Map<String, String> configs(TopicUse use) {
        return use.setting().equals(MilenaConfig.GLOSSARY_TOPIC_CONFIG)
                ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
                : Map.of();
    }

    /** The input topic alone. */
    static TopicUse input(MilenaConfig config) {
        return TopicUse.reads(config.getString(MilenaConfig.INPUT_TOPIC_CONFIG))
                .namedBy(MilenaConfig.INPUT_TOPIC_CONFIG);
    }

    private static TopicUse output(MilenaConfig config, String setting) {
        return TopicUse.writes(config.getString(setting)).namedBy(setting);
    }
}
