// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.TextRequest;
import dev.milena.glossary.Glossary;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.flow.PendingLimitException;
import dev.milena.streams.internals.flow.ThreadBudget;
import dev.milena.streams.internals.models.ModelPool;
import dev.milena.streams.internals.models.ScriptedPool;
import dev.milena.streams.internals.supervision.CrashJournal;
import dev.milena.streams.record.PartialAnswers;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.RecordingObserver;
import dev.milena.testing.ScriptedBatcher;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a task may hold, and that it is its own. */
class BoundedTaskTest {
    private static final String STORE = "stage-pending";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private File stateDir;

    private final FakeTextModel model = new FakeTextModel("en-de");
    private final ScriptedBatcher batcher = new ScriptedBatcher(model);
    private final ModelPool models = ScriptedPool.of(model, batcher, new RecordingObserver(), CrashJournal.none());
    private final Map<String, Object> settings = Map.of(
            "application.id", "test",
            "bootstrap.servers", "none:1",
            "milena.task.max.pending.events", "3",
            "milena.task.max.pending.bytes", "1048576",
            "milena.stall.limit.ms", "2000");
    private final Properties properties = StageConfig.of(settings).streamsProperties();

    @BeforeEach
    @AfterEach
    void renewTheBudget() {
        ThreadBudget.ofThisThread().renew(Long.MIN_VALUE);
    }

    @Test
    void shouldTakeEventsWhenAnotherTaskIsFull() {
        Task full = new Task(1);
        Task other = new Task(2);
        full.process(0, "k", "a");
        full.process(1, "k", "b");
        full.process(2, "k", "c");

        other.process(0, "k", "d");
        other.process(1, "k", "e");
        other.process(2, "k", "f");

        assertThat(batcher.waiting()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThatThrownBy(() -> other.process(3, "k", "g")).isInstanceOf(PendingLimitException.class);
    }

    @Test
    void shouldCountAnAnswerThatWaitsForItsHead() {
        Task task = new Task(1);
        task.process(0, "k", "head");
        task.process(1, "k", FakeTextModel.HUGE);
        batcher.finish(FakeTextModel.HUGE);
        task.tick();

        assertThatThrownBy(() -> task.process(2, "k", "next"))
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("2 of at most 3 records")
                .hasMessageContaining("of at most 1048576 bytes");
    }

    /** Else the last partition's readers would wait until all others have caught up. */
    @Test
    void shouldTakeTurnsWithAnotherTaskWhenBothComeBackWithPendingEvents() {
        Task one = new Task(1);
        Task other = new Task(2);
        for (int i = 0; i < 3; i++) {
            one.process(i, "k", "one " + i);
            other.process(i, "k", "other " + i);
        }

        one.restart();
        other.restart();

        assertThat(batcher.waiting()).containsExactly("one 0", "other 0", "one 1", "other 1", "one 2", "other 2");
    }

    /** One task of a thread, with a store of its own. */
    private final class Task {
        private final int partition;
        private final MockProcessorContext<String, Object> context;
        private final StageProcessor<String, String> processor = new StageProcessor<>(spec());

        private Task(int partition) {
            this.partition = partition;
            context = new MockProcessorContext<>(properties, new TaskId(0, partition), stateDir);
            context.setCurrentSystemTimeMs(10_000);
            KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
            processor.init(context);
        }

        private StageSpec<String, String> spec() {
            Outputs<String, String> outputs = new Outputs<>();
            outputs.add("answers", record -> List.of(record.answers().get(0).text()));
            return new StageSpec<>(
                    "stage",
                    STORE,
                    models,
                    record -> List.of(TextRequest.of(String.valueOf(record.value()))),
                    Claims.byKey(),
                    PartialAnswers.REFUSE,
                    Serdes.String(),
                    Serdes.String(),
                    settings,
                    null,
                    Glossary::none,
                    null,
                    null,
                    outputs);
        }

        private void restart() {
            processor.close();
            processor.init(context);
        }

        private void tick() {
            context.scheduledPunctuators().get(0).getPunctuator().punctuate(20_000);
        }

        private void process(long offset, String key, String text) {
            context.setRecordMetadata("tickets", partition, offset);
            processor.process(new Record<>(key, text, 5));
        }
    }
}
