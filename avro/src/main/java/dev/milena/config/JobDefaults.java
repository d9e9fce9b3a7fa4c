// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.streams.config.ShippedDefault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Defaults for Kafka Streams that suit the built-in topology and not anybody's: it reads one topic and names everything.
 */
final class JobDefaults {
    private JobDefaults() {}

    static List<ShippedDefault> all() {
        return List.of(
                new ShippedDefault(
                        StreamsConfig.APPLICATION_ID_CONFIG,
                        "milena",
                        "Names the consumer group, the changelog and"
                                + " the folder of the state. Two applications on one cluster need two names."),
                new ShippedDefault(
                        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092", "A broker on this machine."),
                new ShippedDefault(
                        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
                        "-1",
                        "The built-in job reads one topic: there is no other to wait for, and looking costs time at each event."),
                new ShippedDefault(
                        StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                        "true",
                        "No topic or store gets a generated name, which an upgrade could change."));
    }

    /** The user's settings with these defaults wherever the user said nothing. */
    static Map<String, Object> beneath(Map<String, ?> user) {
        Map<String, Object> merged = new HashMap<>();
        merged.put(StreamsConfig.APPLICATION_ID_CONFIG, "milena");
        merged.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        merged.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        merged.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        merged.putAll(user);
        return merged;
    }
}
