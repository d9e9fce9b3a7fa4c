// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress();
    private long now;
    private long polls;

    @Test
    void shouldNotCountABacklogThatTheModelWorksOff() {
        for (int batch = 1; batch < 2_000; batch++) {
            look(new Work(false, true, 3_000, batch, Map.of("one", new ThreadWork(batch, batch, 0))));
        }
        assertThat(progress.stalled()).isZero();
        assertThat(progress.uncommitted()).isZero();
    }

    @Test
    void shouldCountTheTimeInWhichRecordsArePendingAndNoBatchEnds() {
        look(new Work(false, true, 3, 7, Map.of()));
        seconds(20, new Work(false, true, 3, 7, Map.of()));
        assertThat(progress.stalled()).isEqualTo(Duration.ofSeconds(20));
        look(new Work(false, true, 3, 8, Map.of()));
        assertThat(progress.stalled()).isZero();
    }

    @Test
    void shouldNotCountTimeWithoutPendingRecordsOrWhilePaused() {
        seconds(20, new Work(false, false, 0, 7, Map.of()));
        seconds(20, new Work(true, true, 3, 7, Map.of()));
        assertThat(progress.stalled()).isZero();
        assertThat(progress.uncommitted()).isZero();
    }

    /** A rebuild would begin anew with a restart, and what brokers do not take a model cannot help; nothing is committed. */
    @Test
    void shouldNotCountTimeInWhichNoModelHasAnythingToDo() {
        look(new Work(false, false, 3, 7, Map.of()));
        seconds(20, new Work(false, false, 3, 7, Map.of()));
        assertThat(progress.stalled()).isZero();
        assertThat(progress.uncommitted()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void shouldCountLittleOfTheTimeInWhichTheProcessSlept() {
        look(new Work(false, true, 3, 7, Map.of()));
        now += Duration.ofHours(9).toNanos();
        look(new Work(false, true, 3, 7, Map.of()));
        assertThat(progress.stalled()).isLessThan(Duration.ofSeconds(5));
    }

    /** As when too few replicas are in sync: answers are made, and no transaction ends. */
    @Test
    void shouldCountTheTimeInWhichAThreadWorksAndDoesNotCommit() {
        look(new Work(false, false, 0, 1, Map.of("one", new ThreadWork(10, 4, 0))));
        look(new Work(false, false, 0, 2, Map.of("one", new ThreadWork(13, 4, 0))));
        seconds(30, new Work(false, false, 0, 2, Map.of("one", new ThreadWork(13, 4, 0))));
        assertThat(progress.uncommitted()).isEqualTo(Duration.ofSeconds(31));
        look(new Work(false, false, 0, 2, Map.of("one", new ThreadWork(13, 5, 0))));
        assertThat(progress.uncommitted()).isZero();
        seconds(30, new Work(false, false, 0, 2, Map.of("one", new ThreadWork(13, 5, 0))));
        assertThat(progress.uncommitted()).isZero();
    }

    @Test
    void shouldNotLetOtherThreadsHideOneThatDoesNotCommit() {
        for (int second = 0; second < 30; second++) {
            look(new Work(
                    false,
                    true,
                    5,
                    second,
                    Map.of(
                            "stuck",
                            new ThreadWork(second == 0 ? 1 : 2, 1, 0),
                            "well",
                            new ThreadWork(second, second, 0))));
        }
        assertThat(progress.uncommitted()).isGreaterThan(Duration.ofSeconds(25));
    }

    /** Each life of a thread that dies of its commit begins with nothing to commit. */
    @Test
    void shouldCountOnWhenThreadsAreReplacedAndStillNothingIsCommitted() {
        look(new Work(false, true, 5, 1, Map.of("one", new ThreadWork(1, 1, 0))));
        seconds(10, new Work(false, true, 5, 1, Map.of("one", new ThreadWork(2, 1, 0))));
        seconds(10, new Work(false, false, 0, 1, Map.of()));
        seconds(10, new Work(false, true, 5, 2, Map.of("two", new ThreadWork(3, 0, 0))));
        assertThat(progress.uncommitted()).isGreaterThanOrEqualTo(Duration.ofSeconds(29));
        look(new Work(false, true, 5, 2, Map.of("two", new ThreadWork(3, 1, 0))));
        assertThat(progress.uncommitted()).isZero();
    }

    /** One look saw a commit and, with it, the step after it, in whose commit the thread is stuck. */
    @Test
    void shouldCountAThreadThatIsStuckInTheCommitAfterTheOneThatWasSeen() {
        look(new Work(false, false, 0, 1, Map.of("one", new ThreadWork(10, 4, 0))));
        Work stuck = new Work(false, false, 0, 2, Map.of("one", new ThreadWork(14, 5, 7)));
        lookAtStuck(stuck);
        assertThat(progress.uncommitted()).isZero();
        for (int second = 0; second < 20; second++) {
            lookAtStuck(stuck);
        }
        assertThat(progress.uncommitted()).isEqualTo(Duration.ofSeconds(20));
    }

    private void seconds(int count, Work same) {
        for (int second = 0; second < count; second++) {
            look(same);
        }
    }

    /** Threads that are not stuck ask for more at any time. */
    private void look(Work work) {
        polls++;
        Map<String, ThreadWork> polling = new HashMap<>();
        work.threads()
                .forEach((name, thread) -> polling.put(name, new ThreadWork(thread.steps(), thread.commits(), polls)));
        lookAtStuck(new Work(work.paused(), work.asked(), work.pending(), work.batches(), polling));
    }

    private void lookAtStuck(Work work) {
        now += Duration.ofSeconds(1).toNanos();
        progress.look(now, work);
    }
}
