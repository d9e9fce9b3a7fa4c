// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into something a command can wait for, and keeps the JVM alive until the command has closed
 * everything. Install it in a try block around what has to be closed:
 *
 * <pre>{@code
 * try (StopSignal stop = StopSignal.install(atMost); Job job = ...) {
 *     stop.await(...);
 * }
 * }</pre>
 */
public final class StopSignal implements AutoCloseable {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "milena-stop");
    private final Duration longestClose;

    private StopSignal(Duration longestClose) {
        this.longestClose = longestClose;
    }

    /**
     * Starts to listen.
     *
     * @param longestClose how long the JVM waits for {@link #close()} after the signal; then it ends anyway
     */
    public static StopSignal install(Duration longestClose) {
        StopSignal signal = new StopSignal(longestClose);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stopAndWait() {
        requested.countDown();
        try {
            boolean inTime = closed.await(longestClose.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                System.err.println("milena: did not stop within " + longestClose.toSeconds() + " s; giving up."
                        + " Nothing is lost, the next start continues.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody asked to stop. Any thread. */
    public boolean requested() {
        return requested.getCount() == 0;
    }

    /** Asks to stop, as a signal does. Any thread. */
    public void request() {
        requested.countDown();
    }

    /** Waits until somebody asks to stop or the time is over; returns whether somebody asked. Any thread. */
    public boolean await(Duration patience) throws InterruptedException {
        return requested.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Everything is closed: lets the JVM go. Does nothing the second time. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // the signal came; the hook has just been released
        }
    }
}
