// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.clients.FencedClients;
import dev.milena.streams.Models;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;

/** Kafka Streams on clients of one's own, such as traced ones. */
final class OwnClients {
    private OwnClients() {}

    static KafkaStreams streams(Models models, KafkaClientSupplier traced) {
        return new KafkaStreams(Reviews.topology(models), models.streamsProperties(), FencedClients.around(traced));
    }
}
