// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.config.MilenaConfig;
import dev.milena.streams.Models;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainedTopologyTest {

    @Test
    void shouldTranslateAndSummarizeThreeRecordsOfEachEventInOrder(@TempDir Path folder) {
        MilenaConfig config = MilenaConfig.of(Map.of(
                "milena.bundles", "none",
                "application.id", "chained",
                "state.dir", folder.toString()));
        SimulatedModel model = new SimulatedModel();
        try (Models models = Models.builder(config.settings())
                        .add(model)
                        .add(model.summarizing())
                        .stepped()
                        .build();
                TopologyTestDriver driver =
                        new TopologyTestDriver(ChainedTopology.build(config, models), models.streamsProperties())) {
            TestInputTopic<String, String> input =
                    driver.createInputTopic("milena.text", new StringSerializer(), new StringSerializer());
            input.pipeInput("k", "event 0 the river");
            input.pipeInput("k", "event 1 old stones");
            input.pipeInput("k", "poison 2");
            for (int tick = 0; tick < 10; tick++) {
                driver.advanceWallClockTime(Duration.ofMillis(50));
            }

            List<ChainedRecord> done = output(driver, "milena.enriched").readValuesToList();
            assertThat(done).extracting(ChainedRecord::part).containsExactly(0, 1, 2, 0, 1, 2);
            assertThat(done).extracting(ChainedRecord::offset).containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
            assertThat(done.get(4).summarized())
                    .isEqualTo(SimulatedModel.answerTo(SimulatedModel.answerTo("event 1 old stones #1")));
            List<ChainedRecord> refused = output(driver, "milena.dead-letters").readValuesToList();
            assertThat(refused).extracting(ChainedRecord::refused).containsOnly("ENGINE_FAILED");
            assertThat(refused).extracting(ChainedRecord::part).containsExactly(0, 1, 2);
            assertThat(refused).extracting(ChainedRecord::offset).containsOnly(2L);
        }
    }

    private static TestOutputTopic<String, ChainedRecord> output(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(
                topic, new StringDeserializer(), ChainedRecord.serde().deserializer());
    }
}
