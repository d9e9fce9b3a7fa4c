// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.streams.config.KnownNames;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka ignores keys that it does not know. They may belong to a user's serde or interceptor, so they are not refused;
 * one that is nearly the name of a Kafka setting is worth a warning.
 */
final class KafkaNames {

    private static final int NEARLY = 2;

    private static final List<String> PREFIXES =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    private KafkaNames() {}

    static List<String> warnings(Collection<String> given) {
        Set<String> known = new TreeSet<>(StreamsConfig.configDef().names());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        return given.stream()
                .filter(name -> !known.contains(bare(name)))
                .filter(name -> KnownNames.distance(bare(name), KnownNames.nearest(bare(name), known)) <= NEARLY)
                .sorted()
                .map(name -> "Kafka has no setting " + name + " and would ignore it; was "
                        + KnownNames.nearest(bare(name), known) + " meant?")
                .toList();
    }

    private static String bare(String name) {
        return PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
    }
}
