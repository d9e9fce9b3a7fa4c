// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do, never for ever. Any thread. */
final class Waiting {
    private static final Duration LOOK = Duration.ofMillis(100);

    private Waiting() {}

    /** Whether the condition came true in time. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        return until(patience, LOOK, condition);
    }

    /**
     * Whether the condition came true in time.
     *
     * @param look how long to wait between two looks
     */
    static boolean until(Duration patience, Duration look, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(look.toNanos());
        }
        return true;
    }

    /**
     * Waits for something without which the run makes no sense.
     *
     * @throws CommandFailure when it does not come
     */
    static void require(String what, Duration patience, BooleanSupplier condition) {
        if (!until(patience, condition)) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "after " + patience.toSeconds() + " s there is still no sign of " + what
                            + "; the logs are in the run's folder (--folder keeps it).");
        }
    }
}
