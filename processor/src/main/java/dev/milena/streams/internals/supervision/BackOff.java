// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import java.time.Duration;

/** How long to wait before the next attempt: 500 ms, doubled after each failure, at most 15 s. Stateless. */
public final class BackOff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private BackOff() {}

    /**
     * The wait after a failure.
     *
     * @param failure which one in a row, from 1
     */
    public static Duration after(int failure) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failure - 1, 20));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
