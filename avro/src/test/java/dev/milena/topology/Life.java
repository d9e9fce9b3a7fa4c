// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One {@link ChildApplication} as a process, from its start to its end. */
final class Life implements AutoCloseable {
    private final Process process;
    final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Life(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-output");
    }

    static Life start(List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ChildApplication.class.getName()));
        command.addAll(settings);
        Life life =
                new Life(new ProcessBuilder(command).redirectErrorStream(true).start());
        life.reader.setDaemon(true);
        life.reader.start();
        return life;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            output.add("end of output: " + e);
        }
    }

    int restored() {
        return output.stream()
                .filter(line -> line.startsWith("RESTORED"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    void assertAlive() {
        assertThat(process.isAlive())
                .as(() -> "child process; it said " + output)
                .isTrue();
    }

    /** Waits until the process ended by itself, and returns its exit code. */
    int awaitEnd(Duration patience) throws InterruptedException {
        assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
                .as(() -> "the end of the child process; it said " + output)
                .isTrue();
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends as an operator would end it, or kills what does not end. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        if (process.onExit()
                .completeOnTimeout(process, 30, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            kill();
        }
    }
}
