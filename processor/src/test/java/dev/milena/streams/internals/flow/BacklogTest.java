// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.BatchReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final int LEAST = 64;

    private final ModelSpeed speed = new ModelSpeed();
    private final Backlog backlog = new Backlog(speed, Duration.ofSeconds(5), 1_000);
    private final TaskBounds task = task();
    private final TaskBounds other = task();

    @Test
    void shouldHoldTheLeastBeforeAnythingIsMeasured() {
        fill(task, LEAST);
        assertThat(task.records()).isEqualTo(LEAST);
        assertThat(task.fits(1)).isFalse();
    }

    @Test
    void shouldHoldWhatTheModelAnswersInTheTime() {
        speed.answered(2, batch(10, Duration.ofSeconds(1), false)); // 20 texts a second
        fill(task, 500);
        assertThat(task.records()).isEqualTo(100);
    }

    @Test
    void shouldCountWhatAllModelsDo() {
        speed.answered(1, batch(10, Duration.ofSeconds(1), false));
        speed.answered(1, new BatchReport("other", 20, 1, 1, 1, 1, 0, 1_000_000_000, false));
        fill(task, 500);
        assertThat(task.records()).isEqualTo(150);
    }

    @Test
    void shouldNotTakeABatchThatFailedForASpeed() {
        speed.answered(1, batch(100, Duration.ofMillis(1), true));
        fill(task, 500);
        assertThat(task.records()).isEqualTo(LEAST);
    }

    @Test
    void shouldFollowTheSpeedOfTheLastBatches() {
        speed.answered(1, batch(100, Duration.ofSeconds(1), false));
        for (int i = 0; i < 30; i++) {
            speed.answered(1, batch(20, Duration.ofSeconds(1), false));
        }
        fill(task, 500);
        assertThat(task.records()).isBetween(100, 101);
    }

    @Test
    void shouldLeaveATaskItsShareWhenAnotherHoldsEverything() {
        fill(task, 500);
        fill(other, 500);
        assertThat(task.records()).isEqualTo(LEAST);
        assertThat(other.records()).isEqualTo(LEAST / 2);
    }

    @Test
    void shouldCountTextsAndNotRecords() {
        task.enter(LEAST, 1);
        assertThat(task.fits(1)).isFalse();
        task.leave(LEAST, 1);
        assertThat(task.fits(1)).isTrue();
    }

    @Test
    void shouldBoundTheBytesOfAllTasks() {
        task.enter(1, 600);
        other.enter(1, 300);
        assertThat(task.fits(200)).isFalse();
        assertThat(other.fits(200)).as("its share is 500").isTrue();
        assertThat(other.fits(201)).isFalse();
    }

    @Test
    void shouldForgetWhatAClosedTaskHeld() {
        fill(task, 500);
        task.clear();
        task.clear();
        fill(other, 500);
        assertThat(other.records()).isEqualTo(LEAST);
    }

    @Test
    void shouldKnowNoBoundWhereTimeDoesNotPassByItself() {
        TaskBounds stepped = new TaskBounds(10_000, 1_000_000, Backlog.unbounded());
        fill(stepped, 20_000);
        assertThat(stepped.records()).isEqualTo(10_000);
    }

    private TaskBounds task() {
        return new TaskBounds(10_000, 1_000, backlog);
    }

    private static void fill(TaskBounds bounds, int most) {
        for (int i = 0; i < most && bounds.fits(1); i++) {
            bounds.enter(1, 1);
        }
    }

    private static BatchReport batch(int texts, Duration time, boolean failed) {
        return new BatchReport("model", texts, 1, 1, 1, 1, 0, time.toNanos(), failed);
    }
}
