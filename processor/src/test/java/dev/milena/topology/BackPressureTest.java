// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private final SteppedPace pace = new SteppedPace();
    private final BackPressure backPressure = new BackPressure(pace, Duration.ofSeconds(2), Duration.ofSeconds(5));

    @BeforeEach
    void renewTheBudget() {
        ThreadBudget.ofThisThread().renew();
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
        task.overdrafts = 2;

        backPressure.awaitRoom(task);
        long first = pace.nanoTime();
        assertThat(Duration.ofNanos(first)).isBetween(Duration.ofMillis(4_960), Duration.ofSeconds(5));
        backPressure.awaitRoom(task);

        assertThat(pace.nanoTime() - first).as("no second wait before a commit").isLessThanOrEqualTo(20_000_000);
        assertThatThrownBy(() -> backPressure.awaitRoom(task)).isInstanceOf(PendingLimitException.class);
    }

    @Test
    void shouldNotOverdrawWhenNothingCompletes() {
        Task task = new Task(Integer.MAX_VALUE, false);
        task.overdrafts = 1;

        assertThatThrownBy(() -> backPressure.awaitRoom(task))
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("No batch completed");
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
        ThreadBudget.ofThisThread().renew();

        backPressure.awaitRoom(new Task(200, true));

        assertThat(Duration.ofNanos(pace.nanoTime())).isEqualTo(Duration.ofSeconds(8));
    }

    /** Has room after a number of slices; others complete batches all the time, or nobody does. */
    private final class Task implements BackPressure.Waiter {
        private final int room;
        private final boolean othersComplete;
        private int slices;
        private int overdrafts;

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
            assertThat(pace.await(new Completions(), slice)).isNull();
            if (othersComplete) {
                pace.completed();
            }
        }

        @Override
        public boolean overdraw() {
            return overdrafts-- > 0;
        }

        @Override
        public String holdings() {
            return "7 events";
        }
    }
}
