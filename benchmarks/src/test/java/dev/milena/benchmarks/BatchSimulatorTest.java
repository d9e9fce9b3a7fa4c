// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSimulatorTest {

    private static final BatchCost COST = new BatchCost(2_000_000, 10_000, 300_000, 20_000);

    private final LengthRecording recording = new LengthRecording(texts(), COST, 0.1);

    private static List<Lengths> texts() {
        Random random = new Random(1);
        List<Lengths> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int source = 3 + random.nextInt(40);
            texts.add(new Lengths(source, source + random.nextInt(5)));
        }
        return texts;
    }

    private static BatchSimulator.Policy policy(int overhead, int lingerMillis) {
        return new BatchSimulator.Policy(64, 2_048, overhead, Duration.ofMillis(lingerMillis));
    }

    @Test
    void shouldGiveTheSameFiguresWhenTheSeedIsTheSame() {
        assertThat(new BatchSimulator(recording, 3).backlog(policy(100, 5), 500, 2_000))
                .isEqualTo(new BatchSimulator(recording, 3).backlog(policy(100, 5), 500, 2_000))
                .isNotEqualTo(new BatchSimulator(recording, 4).backlog(policy(100, 5), 500, 2_000));
    }

    @Test
    void shouldKeepTheModelBusyAndPadLittleWhenThereIsABacklog() {
        BatchSimulator simulator = new BatchSimulator(recording, 1);
        BatchSimulator.Result near = simulator.backlog(policy(100, 5), 1_000, 5_000);
        BatchSimulator.Result any = simulator.backlog(policy(1_000_000, 5), 1_000, 5_000);
        assertThat(near.busy()).isGreaterThan(0.99);
        assertThat(near.padding()).isLessThan(any.padding()).isLessThan(0.05);
        assertThat(near.fill()).isGreaterThan(0.8).isLessThan(any.fill());
    }

    @Test
    void shouldTakeOneBatchAndNoLingerWhenTheLoadIsLow() {
        LengthRecording alike = new LengthRecording(List.of(new Lengths(10, 10)), COST, 0);
        double own = COST.nanos(new BatchCost.Batch(1, 10, 10, 10)) / 1e6;
        BatchSimulator.Result result = new BatchSimulator(alike, 1).open(policy(100, 7), 1, 200);
        assertThat(result.medianMillis()).isCloseTo(own, within(0.1));
        assertThat(result.texts()).isLessThan(1.1);
        assertThat(result.busy()).isLessThan(0.1);
    }

    @Test
    void shouldWaitLongerTheMoreOfTheCapacityIsUsed() {
        BatchSimulator simulator = new BatchSimulator(recording, 1);
        double capacity = simulator.backlog(policy(100, 5), 1_000, 5_000).textsPerSecond();
        double half = simulator.open(policy(100, 5), 0.5 * capacity, 5_000).p99Millis();
        double most = simulator.open(policy(100, 5), 0.9 * capacity, 5_000).p99Millis();
        double beyond = simulator.open(policy(100, 5), 1.5 * capacity, 5_000).p99Millis();
        assertThat(half).isLessThan(most);
        assertThat(beyond).as("no coordinated omission: the queue grows").isGreaterThan(2 * most);
    }

    @Test
    void shouldFindTheCostThatBatchesWereMadeWith() {
        Random random = new Random(2);
        List<BatchCost.Measured> measured = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int texts = 1 + random.nextInt(64);
            int output = 1 + random.nextInt(40);
            BatchCost.Batch batch = new BatchCost.Batch(texts, 1 + random.nextInt(40), output, texts * output / 2 + 1);
            measured.add(new BatchCost.Measured(batch, COST.nanos(batch)));
        }
        BatchCost found = BatchCost.fit(measured);
        assertThat(found.call()).isCloseTo(COST.call(), within(1e4));
        assertThat(found.paddedToken()).isCloseTo(COST.paddedToken(), within(10.0));
        assertThat(found.step()).isCloseTo(COST.step(), within(1e3));
        assertThat(found.outputToken()).isCloseTo(COST.outputToken(), within(10.0));
        assertThat(found.meanError(measured)).isLessThan(0.001);
    }

    @Test
    void shouldReadWhatItWrote(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lengths.csv");
        recording.write(file);
        assertThat(LengthRecording.read(file)).isEqualTo(recording);
        Files.writeString(file, "1,2\n");
        assertThatThrownBy(() -> LengthRecording.read(file)).hasMessageContaining("make it again");
    }
}
