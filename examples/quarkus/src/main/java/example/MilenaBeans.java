// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.clients.FencedClients;
import dev.milena.model.Bundles;
import dev.milena.streams.Models;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.Topology;
import org.eclipse.microprofile.config.Config;

/** What Quarkus needs to run a topology with models: the topology, its settings and its clients. */
@Singleton
class MilenaBeans {
    /** The models of {@code milena.bundles}. */
    @Produces
    @Singleton
    Models models(Config config) {
        Map<String, String> settings = MilenaSettings.of(config);
        return Models.builder(settings).addAll(Bundles.openAll(settings)).build();
    }

    /** Quarkus stops the streams at its shutdown event, before it disposes of beans. */
    void close(@Disposes Models models) {
        models.close();
    }

    @Produces
    @Singleton
    Topology topology(Models models) {
        return Tickets.topology(models);
    }

    /** What Quarkus starts from; {@code kafka-streams.*} in its own settings comes on top. */
    @Produces
    @Singleton
    @Identifier("default-kafka-broker")
    Map<String, Object> defaults(Models models) {
        Map<String, Object> settings = new HashMap<>();
        models.streamsProperties().forEach((key, value) -> settings.put(key.toString(), value));
        return settings;
    }

    /** Exactly once needs these clients. */
    @Produces
    @Singleton
    KafkaClientSupplier clients() {
        return new FencedClients();
    }
}
