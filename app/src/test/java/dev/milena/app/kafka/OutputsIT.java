// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.app.kafka.Outputs.Kind;
import dev.milena.app.kafka.Outputs.Output;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.serde.DeadLetterSerde;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of outputs says of records that went before it could show them. */
class OutputsIT {
    private static final TopicPartition LETTERS = new TopicPartition("milena.dead-letters", 0);

    @Test
    void shouldNameTheRecordsThatWereDeletedBeforeTheyWereShownAndGoOn(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            Cluster cluster = new Cluster(MilenaConfig.of(
                    Map.of("bootstrap.servers", broker.bootstrapServers(), MilenaConfig.BUNDLES_CONFIG, "none")));
            try (Admin admin = cluster.access().admin()) {
                admin.createTopics(List.of(new NewTopic(LETTERS.topic(), Optional.of(1), Optional.empty())))
                        .all()
                        .get();
                send(cluster, 5);
                List<String> said = new ArrayList<>();
                try (Outputs outputs = Outputs.open(cluster, List.of(Kind.DEAD_LETTERS), true)) {
                    admin.deleteRecords(Map.of(LETTERS, RecordsToDelete.beforeOffset(3)))
                            .all()
                            .get();

                    List<Output> shown = new ArrayList<>();
                    for (int poll = 0; poll < 50 && shown.size() < 2; poll++) {
                        shown.addAll(outputs.poll(Duration.ofMillis(200), said::add));
                    }
                    assertThat(shown)
                            .extracting(output -> output.record().offset())
                            .containsExactly(3L, 4L);
                }
                assertThat(said)
                        .containsExactly("the records of milena.dead-letters-0 from offset 0 to 2 were deleted before"
                                + " they could be shown; raise the topic's retention.");
            }
        }
    }

    private static void send(Cluster cluster, int letters) throws Exception {
        try (Producer<byte[], byte[]> producer = cluster.producer();
                DeadLetterSerde serde = new DeadLetterSerde()) {
            for (int offset = 0; offset < letters; offset++) {
                DeadLetter letter = new DeadLetter(
                        DeadLetterCode.EMPTY_TEXT,
                        "the text is empty",
                        new SourceCoordinates("milena.text", 0, (long) offset, 7L),
                        null,
                        0,
                        null,
                        null,
                        "milena",
                        9L,
                        null);
                producer.send(new ProducerRecord<>(
                                LETTERS.topic(), 0, null, serde.serializer().serialize(LETTERS.topic(), letter)))
                        .get();
            }
        }
    }
}
