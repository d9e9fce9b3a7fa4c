// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.batch.BatchItem;
import dev.milena.schemas.DeadLetter;
import dev.milena.streams.internals.flow.PendingLimitException;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.ScriptedBatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In what order events leave when the model finishes them in another. */
class OrderTest {
    private final FakeTextModel model = new FakeTextModel("en-de");
    private final ScriptedBatcher batcher = new ScriptedBatcher(model);
    private TopologyFixture kafka = TopologyFixture.scripted(Map.of(), batcher, model);

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake() {
        kafka.sendText("a", "a1");
        kafka.sendText("b", "b1");
        kafka.sendText("a", "a2");
        kafka.sendText("b", "b2");

        batcher.finish("a2");
        batcher.finish("b1");
        kafka.tick();
        assertThat(kafka.answerTexts()).containsExactly("<b1>");
        assertThat(kafka.storeSize()).isEqualTo(3);

        batcher.finish("b2");
        batcher.finish("a1");
        kafka.tick();
        assertThat(kafka.answerTexts())
                .containsExactlyInAnyOrder("<b2>", "<a1>", "<a2>")
                .containsSubsequence("<a1>", "<a2>");
        assertThat(kafka.storeSize()).isZero();
    }

    @Test
    void shouldKeepTheOrderOfEventsWithoutAKey() {
        kafka.sendText(null, "n1");
        kafka.sendText(null, "n2");
        kafka.sendText("", "e1");

        batcher.finish("n2");
        batcher.finish("e1");
        kafka.tick();
        assertThat(kafka.answerTexts()).containsExactly("<e1>");

        batcher.finish("n1");
        kafka.tick();
        List<TestRecord<byte[], dev.milena.schemas.EnrichedText>> answers = kafka.answers.readRecordsToList();
        assertThat(answers).extracting(answer -> answer.value().getText()).containsExactly("<n1>", "<n2>");
        assertThat(answers).extracting(TestRecord::key).containsOnlyNulls();
    }

    @Test
    void shouldKeepTheOrderWhenAnEventFailsInTheModel() {
        kafka.sendText("a", "a1");
        kafka.sendText("a", "a2");
        batcher.finish("a2");
        kafka.tick();
        assertThat(kafka.answers.isEmpty()).isTrue();

        batcher.fail("a1");
        kafka.tick();
        DeadLetter letter = kafka.deadLetters.readValue();
        assertThat(letter.getSource().getOffset()).isZero();
        assertThat(letter.getMessage()).contains("IllegalStateException").doesNotContain("a1");
        assertThat(kafka.answerTexts()).containsExactly("<a2>");
    }

    @Test
    void shouldRefuseAtOnceWhenEarlierEventsOfTheKeyStillWait() {
        kafka.sendText("a", "a1");
        kafka.sendRaw("a", new byte[0], new RecordHeaders(), 1);

        assertThat(kafka.deadLetters.getQueueSize()).isEqualTo(1);
        assertThat(kafka.answers.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepEveryOrderWhateverTheOrderOfFinishing() {
        Random random = new Random(4711);
        Map<String, Integer> sent = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            String key = "k" + random.nextInt(6);
            kafka.sendText(key, key + ":" + sent.merge(key, 1, Integer::sum));
            while (batcher.queued() > 20) {
                finishOne(random);
            }
        }
        while (batcher.queued() > 0) {
            finishOne(random);
        }
        kafka.tick();

        Map<String, Integer> answered = new HashMap<>();
        for (String answer : kafka.answerTexts()) {
            String[] parts = answer.substring(1, answer.length() - 1).split(":", -1);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(answered.merge(parts[0], 1, Integer::sum));
        }
        assertThat(answered).isEqualTo(sent);
        assertThat(kafka.storeSize()).isZero();
    }

    @Test
    void shouldWaitAndReleaseItsOwnWhenTheTaskIsFull() {
        restart(Map.of("milena.task.max.pending.events", "2"));
        List<BatchItem<AskedText, Answer>> running = new ArrayList<>();
        kafka.sendText("a", "a1");
        kafka.sendText("b", "b1");
        running.add(batcher.start("a1"));
        batcher.finish("b1");

        kafka.sendText("c", "c1"); // the tick has not passed: process() itself must make the room

        assertThat(kafka.answerTexts()).containsExactly("<b1>");
        assertThat(batcher.waiting()).containsExactly("c1");
        batcher.finish(running.get(0));
        batcher.finish("c1");
        kafka.tick();
        assertThat(kafka.answerTexts()).containsExactlyInAnyOrder("<a1>", "<c1>");
    }

    @Test
    void shouldGiveUpLoudlyAndLoseNothingWhenTheTaskStaysFull() {
        restart(Map.of("milena.task.max.pending.events", "2", "milena.stall.limit.ms", "2000"));
        kafka.sendText("a", "a1");
        kafka.sendText("b", "b1");

        assertThatThrownBy(() -> kafka.sendText("c", "c1"))
                .isInstanceOf(StreamsException.class)
                .rootCause()
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("2 of at most 2 records")
                .hasMessageContaining("nothing is lost");
        assertThat(kafka.storeSize()).isEqualTo(3);
    }

    private void finishOne(Random random) {
        List<String> waiting = batcher.waiting();
        batcher.finish(waiting.get(random.nextInt(waiting.size())));
        if (random.nextInt(4) == 0) {
            kafka.tick();
        }
    }

    private void restart(Map<String, String> overrides) {
        kafka.close();
        kafka = TopologyFixture.scripted(overrides, batcher, model);
    }
}
