// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Priority;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What each priority gets of the model. */
class PriorityLanesTest {
    private static final int MAX_TEXTS = 16;
    private static final int MAX_TOKENS = 400;

    private final Stepped stepped = new Stepped(MAX_TEXTS, MAX_TOKENS, Duration.ZERO);

    private List<Stepped.Text> runOne() {
        assertThat(stepped.batcher.runDue()).isTrue();
        return stepped.batches.get(stepped.batches.size() - 1);
    }

    @Test
    void shouldShareByWeightsWhenEveryPriorityHasMoreToDoThanTheModel() {
        Map<Priority, Integer> served = overloaded(Priority.values());
        int all = served.values().stream().mapToInt(i -> i).sum();
        assertThat(13.0 * served.getOrDefault(Priority.HIGH, 0) / all).isBetween(7.8, 8.2);
        assertThat(13.0 * served.getOrDefault(Priority.NORMAL, 0) / all).isBetween(3.8, 4.2);
        assertThat(13.0 * served.getOrDefault(Priority.LOW, 0) / all).isBetween(0.95, 1.05);
    }

    @Test
    void shouldLeaveTheShareOfAPriorityWithNothingToDoToTheOthers() {
        Map<Priority, Integer> served = overloaded(Priority.NORMAL, Priority.LOW);
        int all = served.values().stream().mapToInt(i -> i).sum();
        assertThat(5.0 * served.getOrDefault(Priority.LOW, 0) / all).isBetween(0.95, 1.05);
    }

    private Map<Priority, Integer> overloaded(Priority... priorities) {
        Random random = new Random(1);
        Map<Integer, Priority> priorityOf = new HashMap<>();
        Map<Priority, Integer> served = new EnumMap<>(Priority.class);
        // the model's time alone for a while: whoever had all of it before has no debt
        for (int i = 0; i < 10_000; i++) {
            priorityOf.put(stepped.offer("before" + i, 10, Priority.LOW), Priority.LOW);
        }
        stepped.drain();
        int before = stepped.batches.size();
        for (int batch = 0; batch < 2_000; batch++) {
            for (Priority priority : priorities) {
                while (stepped.batcher.queued(priority) < 400) {
                    int id = stepped.offer("key" + random.nextInt(50), 1 + random.nextInt(60), priority);
                    priorityOf.put(id, priority);
                }
            }
            stepped.batcher.runDue();
        }
        for (List<Stepped.Text> batch : stepped.batches.subList(before, stepped.batches.size())) {
            batch.forEach(text ->
                    served.merge(priorityOf.getOrDefault(text.id(), Priority.NORMAL), text.tokens(), Integer::sum));
        }
        return served;
    }

    @Test
    void shouldTakeAnUrgentItemFirstWhileOthersHaveTheirShare() {
        for (int i = 0; i < 1_000; i++) {
            stepped.offer("key" + i, 20, i % 2 == 0 ? Priority.LOW : Priority.NORMAL);
        }
        int ofOthers = 0;
        for (int turn = 0; turn < 10; turn++) {
            int urgent = stepped.offer("urgent", 20, Priority.HIGH);
            while (runOne().get(0).id() != urgent) {
                ofOthers++;
            }
        }
        assertThat(ofOthers).as("at most one batch of each other priority").isBetween(1, 2);
    }

    @Test
    void shouldRaiseWhatWaitsBeforeSomethingMoreUrgent() {
        for (int i = 0; i < 200; i++) {
            stepped.offer("key" + i, 20, Priority.NORMAL);
        }
        int low = stepped.offer("line", 20, Priority.LOW);
        int other = stepped.offer("other", 20, Priority.LOW);
        stepped.batcher.raise("owner", "line", Priority.HIGH);
        int high = stepped.offer("line", 20, Priority.HIGH);
        stepped.batcher.raise("another owner", "other", Priority.HIGH);

        assertThat(runOne()).extracting(Stepped.Text::id).startsWith(low, high).doesNotContain(other);
        assertThat(stepped.batcher.queued(Priority.LOW)).isEqualTo(1);
        stepped.drain();
        assertThat(stepped.ends.values()).allSatisfy(ends -> assertThat(ends).hasSize(1));
    }

    @Test
    void shouldFillABatchWithLessUrgentItemsWhereItHasRoom() {
        for (int i = 0; i < 100; i++) {
            stepped.offer("key" + i, 20, Priority.LOW);
        }
        int urgent = stepped.offer("urgent", 20, Priority.HIGH);
        assertThat(runOne()).hasSize(MAX_TEXTS).extracting(Stepped.Text::id).contains(urgent);
    }

    @Test
    void shouldRefuseAPriorityWithoutWeight() {
        DynamicBatcher.Builder<Integer, Integer> builder = DynamicBatcher.<Integer, Integer>builder()
                .function(batch -> batch)
                .weights(Map.of(Priority.HIGH, 1, Priority.NORMAL, 1, Priority.LOW, 0));
        assertThatThrownBy(builder::build).hasMessageContaining("LOW is 0").hasMessageContaining("at least 1");
    }
}
