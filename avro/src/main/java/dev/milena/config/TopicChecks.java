// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** No topic may play two parts. */
final class TopicChecks {

    private TopicChecks() {}

    static List<String> errors(MilenaConfig config) {
        List<String> keys = new ArrayList<>(List.of(
                MilenaConfig.INPUT_TOPIC_CONFIG,
                MilenaConfig.OUTPUT_TOPIC_CONFIG,
                MilenaConfig.DEAD_LETTER_TOPIC_CONFIG));
        if (config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG)) {
            keys.add(MilenaConfig.ATTENTION_TOPIC_CONFIG);
        }
        if (config.quarantines()) {
            keys.add(MilenaConfig.QUARANTINE_TOPIC_CONFIG);
        }
        if (config.hasGlossaryTopic()) {
            keys.add(MilenaConfig.GLOSSARY_TOPIC_CONFIG);
        }
        if (config.windows().hasLateTopic()) {
            keys.add(MilenaConfig.WINDOW_LATE_TOPIC_CONFIG);
        }
        Map<String, String> firstUse = new LinkedHashMap<>();
        List<String> errors = new ArrayList<>();
        for (String key : keys) {
            String topic = config.getString(key);
            String earlier = firstUse.putIfAbsent(topic, key);
            if (earlier != null) {
                errors.add(earlier + " and " + key + " are both " + topic + ": "
                        + (earlier.equals(MilenaConfig.INPUT_TOPIC_CONFIG)
                                ? "the application would read what it wrote, for ever"
                                : "readers could not tell the two kinds of record apart")
                        + ". Change " + earlier + ", or change " + key + ".");
            }
        }
        return errors;
    }
}
