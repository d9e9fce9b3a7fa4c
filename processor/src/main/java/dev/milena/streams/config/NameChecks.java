// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka takes any text for an {@code application.id} and then makes topics, folders and names of metrics of it, which
 * refuse most of what is no letter.
 */
final class NameChecks {
    private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,219}");

    private NameChecks() {}

    static List<String> errors(Map<String, Object> settings) {
        Object id = settings.get(StreamsConfig.APPLICATION_ID_CONFIG);
        if (id == null || ALLOWED.matcher(id.toString()).matches()) {
            return List.of();
        }
        return List.of(
                StreamsConfig.APPLICATION_ID_CONFIG + "=" + id + " must be 1 to 220 letters (a to z, A to Z), digits,"
                        + " dots, underscores or dashes, and begin with a letter or digit: topics and folders are named after it."
                        + " Take out quotes, spaces and slashes.");
    }
}
