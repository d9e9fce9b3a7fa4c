// SPDX-License-Identifier: Apache-2.0
package example;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** The settings of Quarkus under the names that Kafka Streams and Milena know. */
final class MilenaSettings {
    private static final String STREAMS = "kafka-streams.";

    private MilenaSettings() {}

    static Map<String, String> of(Config config) {
        Map<String, String> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("milena.")) {
                put(settings, name, config, name);
            } else if (name.startsWith(STREAMS)) {
                put(settings, name.substring(STREAMS.length()), config, name);
            }
        }
        put(settings, "application.id", config, "quarkus.kafka-streams.application-id");
        put(settings, "bootstrap.servers", config, "quarkus.kafka-streams.bootstrap-servers");
        return settings;
    }

    private static void put(Map<String, String> settings, String key, Config config, String name) {
        config.getOptionalValue(name, String.class).ifPresent(value -> settings.put(key, value));
    }
}
