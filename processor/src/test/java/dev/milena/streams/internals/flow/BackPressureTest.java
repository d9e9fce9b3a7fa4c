// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private final SteppedPace pace = new SteppedPace();
    private final BackPressure backPressure = patience(Duration.ofSeconds(30), 0);

    @BeforeEach
    void renewTheBudget() {
        ThreadBudget.ofThisThread().renew(pace.nanoTime());
    }

    @Test
    void shouldNotWaitWhenThereIsRoom() {
        backPressure.awaitRoom(new Task(0, true));

        assertThat(pace.nanoTime()).isZero();
    }

    @Test
    void shouldWaitInSlicesUntilThereIsRoom() {
        Task task = new Task(30, true);

        backPressure.awaitRoom(task);

        assertThat(task.slices).isEqualTo(30);
        assertThat(ThreadBudget.ofThisThread().waitedNanos())
                .isEqualTo(pace.nanoTime())
                .isPositive();
    }

    @Test
    void shouldGiveUpWhenNothingCompletesForTheStallLimit() {
        assertThatThrownBy(() -> backPressure.awaitRoom(new Task(Integer.MAX_VALUE, false)))
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("No batch completed")
                .hasMessageContaining("7 events")
                .hasMessageContaining("nothing is lost");
        assertThat(Duration.ofNanos(pace.nanoTime())).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_040));
    }

    @Test
    void shouldGoOnWaitingWhenOthersCompleteUntilTheThreadsBudgetIsUsed() {
        assertThatThrownBy(() -> backPressure.awaitRoom(new Task(Integer.MAX_VALUE, true)))
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("of the 5000 ms");
        assertThat(Duration.ofNanos(pace.nanoTime())).isBetween(Duration.ofMillis(4_960), Duration.ofSeconds(5));
    }

    /** To throw would abort what others have released meanwhile, each time anew. */
    @Test
    void shouldLetATaskOverdrawWhenOthersCompleteAndTheThreadHasToCommit() {
        Task task = new Task(Integer.MAX_VALUE, true);
        BackPressure twoBeyond = patience(Duration.ofSeconds(30), 2);

        twoBeyond.awaitRoom(task);
        long first = pace.nanoTime();
        assertThat(Duration.ofNanos(first)).isBetween(Duration.ofMillis(4_960), Duration.ofSeconds(5));
        twoBeyond.awaitRoom(task);

        assertThat(pace.nanoTime() - first).as("no second wait before a commit").isLessThanOrEqualTo(20_000_000);
        assertThatThrownBy(() -> twoBeyond.awaitRoom(task)).isInstanceOf(PendingLimitException.class);
    }

    @Test
    void shouldNotOverdrawWhenNothingCompletes() {
        assertThatThrownBy(() -> patience(Duration.ofMillis(100), 100).awaitRoom(new Task(Integer.MAX_VALUE, false)))
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("No batch completed");
    }

    /** What others have released would be seen by nobody for as long as this task waits. */
    @Test
    void shouldOverdrawWhenACommitIsDueAndABatchHasCompletedSinceTheLast() {
        BackPressure committing = patience(Duration.ofMillis(100), 100);
        Task task = new Task(Integer.MAX_VALUE, true);

        committing.awaitRoom(task);
        assertThat(Duration.ofNanos(pace.nanoTime())).isEqualTo(Duration.ofMillis(100));
        committing.awaitRoom(task);
        assertThat(Duration.ofNanos(pace.nanoTime())).as("the same commit").isEqualTo(Duration.ofMillis(120));

        ThreadBudget.ofThisThread().renew(pace.nanoTime());
        task.othersComplete = false;
        assertThatThrownBy(() -> committing.awaitRoom(task))
                .as("nothing to commit")
                .isInstanceOf(PendingLimitException.class);
    }

    @Test
    void shouldKeepHalfOfWhatItMayOverdrawForWhenTheThreadsBudgetIsUsed() {
        BackPressure committing = patience(Duration.ofMillis(100), 4);
        Task task = new Task(Integer.MAX_VALUE, true);
        committing.awaitRoom(task);
        committing.awaitRoom(task);
        assertThat(Duration.ofNanos(pace.nanoTime())).isEqualTo(Duration.ofMillis(120));

        committing.awaitRoom(task);
        assertThat(Duration.ofNanos(pace.nanoTime())).isBetween(Duration.ofMillis(4_960), Duration.ofSeconds(5));
        committing.awaitRoom(task);

        assertThatThrownBy(() -> committing.awaitRoom(task)).isInstanceOf(PendingLimitException.class);
    }

    @Test
    void shouldOverdrawAgainWhenItHadRoomMeanwhile() {
        BackPressure once = patience(Duration.ofSeconds(30), 1);
        once.awaitRoom(new Task(Integer.MAX_VALUE, true));
        once.awaitRoom(new Task(0, true));

        once.awaitRoom(new Task(Integer.MAX_VALUE, true));
    }

    /** A process that was stopped for longer than the limit and goes on: its batches slept, too. */
    @Test
    void shouldNotCountTheTimeInWhichTheProcessSlept() {
        Task task = new Task(3, false);
        task.sleep = Duration.ofSeconds(4);

        backPressure.awaitRoom(task);

        assertThat(Duration.ofNanos(pace.nanoTime())).isGreaterThan(Duration.ofSeconds(4));
    }

    /** Four full tasks on one thread: each waits less than the budget, together they must not pass it. */
    @Test
    void shouldShareTheBudgetAmongTheTasksOfAThread() {
        int slicesOfTwoSeconds = 100;
        backPressure.awaitRoom(new Task(slicesOfTwoSeconds, true));
        backPressure.awaitRoom(new Task(slicesOfTwoSeconds, true));

        assertThatThrownBy(() -> backPressure.awaitRoom(new Task(slicesOfTwoSeconds, true)))
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("of the 5000 ms");
        assertThat(Duration.ofNanos(pace.nanoTime())).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shouldHaveItsWholeBudgetAgainWhenAPunctuatorRan() {
        backPressure.awaitRoom(new Task(200, true));
        ThreadBudget.ofThisThread().renew(pace.nanoTime());

        backPressure.awaitRoom(new Task(200, true));

        assertThat(Duration.ofNanos(pace.nanoTime())).isEqualTo(Duration.ofSeconds(8));
    }

    private BackPressure patience(Duration commitInterval, int maxOverdraft) {
        return new BackPressure(pace, Duration.ofSeconds(2), Duration.ofSeconds(5), commitInterval, maxOverdraft);
    }

    /** Has room after a number of slices; others complete batches all the time, or nobody does. */
    private final class Task implements BackPressure.Waiter {
        private final int room;
        private boolean othersComplete;
        private Duration sleep = Duration.ZERO;
        private int slices;

        private Task(int room, boolean othersComplete) {
            this.room = room;
            this.othersComplete = othersComplete;
        }

        @Override
        public boolean hasRoom() {
            return slices >= room;
        }

        @Override
        public void work(Duration slice) {
            slices++;
            assertThat(pace.await(new Completions<String>(), slice)).isNull();
            if (othersComplete) {
                pace.completed();
            }
            pace.tick((pace.nanoTime() + sleep.toNanos()) / 1_000_000);
            sleep = Duration.ZERO;
        }

        @Override
        public String holdings() {
            return "7 events";
        }
    }
}
