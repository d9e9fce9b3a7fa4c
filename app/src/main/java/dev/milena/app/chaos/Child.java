// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that this process started, with this process's class path. It is told to go when its standard input ends, which
 * also happens when this process dies. Any thread.
 */
final class Child implements AutoCloseable {
    /** How long it may take to end when it is told to. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;

    Child(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param output where its standard output and error are appended
     * @param heap options of the JVM that size its heap
     */
    static Child start(Path output, List<String> heap, Class<?> mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(heap);
        command.add(mainClass.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return new Child(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("a child process does not start", e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, also to a process that sleeps. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM; returns the exit code, or kills what does not end in time and returns -1. */
    int terminate() {
        process.destroy();
        return awaitEnd();
    }

    /**
     * SIGSTOP.
     *
     * @param longest after this time it is woken even if this process has died meanwhile
     * @return wakes it (SIGCONT) when run
     */
    Runnable stall(Duration longest) {
        long pid = process.pid();
        Process alarm = shell("kill -STOP " + pid + "; sleep " + longest.toSeconds() + "; kill -CONT " + pid);
        return () -> {
            shell("kill -CONT " + pid).onExit().join();
            alarm.destroy(); // its sleep may go on, and ends by itself
        };
    }

    private static Process shell(String commands) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", commands)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("a process cannot be stalled: /bin/sh does not start", e);
        }
    }

    private int awaitEnd() {
        try {
            if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return -1;
    }

    /** How it ended; call it only when it has. */
    int exitCode() {
        return process.exitValue();
    }

    /** Asks it to go, and kills what does not. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it is gone already
        }
        awaitEnd();
    }
}
