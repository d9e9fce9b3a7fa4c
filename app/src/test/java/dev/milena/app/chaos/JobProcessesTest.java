// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over shells instead of jobs, which start at once. */
class JobProcessesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Shells shells = new Shells("sleep 300");
    private final JobProcesses jobs = new JobProcesses(shells);

    @AfterEach
    void close() {
        jobs.close();
        shells.started.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldBeOneProcessAfterAJobThatStopsSlowlyIsKilledToo() {
        shells.script = "trap '' TERM; sleep 300 & wait; wait"; // does not end by SIGTERM
        jobs.start(1);

        CompletableFuture<Integer> end = jobs.terminate(0);
        CompletableFuture<Void> afterStop = CompletableFuture.runAsync(() -> jobs.restart(0));
        assertThat(jobs.runs(0)).isFalse();
        jobs.kill(0);
        CompletableFuture<Void> afterKill = CompletableFuture.runAsync(() -> jobs.restart(0));
        CompletableFuture.allOf(afterStop, afterKill).join();
        assertThat(end.join()).as("killed").isEqualTo(137);

        assertThat(jobs.runs(0)).isTrue();
        assertThat(shells.alive()).isEqualTo(1);
        assertThat(jobs.clients()).containsExactly("chaos-0-2-");
        assertThat(jobs.selfEnds()).isEmpty();
    }

    @Test
    void shouldStartAgainAndNoteWhatEndsByItself() {
        shells.script = "exit 7";
        jobs.start(1);

        await().atMost(PATIENCE).until(() -> !jobs.selfEnds().isEmpty());
        shells.script = "sleep 300";
        await().atMost(PATIENCE).until(() -> jobs.runs(0));

        assertThat(jobs.selfEnds()).allSatisfy(end -> {
            assertThat(end.job()).isZero();
            assertThat(end.exitCode()).isEqualTo(7);
            assertThat(end.startedMillis()).isPositive();
        });
        assertThat(jobs.clients()).containsExactly("chaos-0-" + (jobs.selfEnds().size() + 1) + "-");
    }

    private static final class Shells implements JobProcesses.Launcher {
        private final List<Process> started = new ArrayList<>();
        private volatile String script;

        private Shells(String script) {
            this.script = script;
        }

        @Override
        public synchronized Child launch(int index, int life) {
            try {
                Process process = new ProcessBuilder("/bin/sh", "-c", script)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                started.add(process);
                return new Child(process);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void killed(int index) {
            // keeps nothing
        }

        synchronized long alive() {
            return started.stream().filter(Process::isAlive).count();
        }
    }
}
