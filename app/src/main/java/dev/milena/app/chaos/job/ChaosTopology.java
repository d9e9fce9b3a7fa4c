// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import java.util.Arrays;
import java.util.Locale;

/** What the jobs of a run do. */
public enum ChaosTopology {
    /** The topology of {@code milena run}. */
    EVENTS,
    /** {@link ChainedTopology}. */
    CHAINED,
    /** {@link WindowTopology}. */
    WINDOWS;

    /**
     * Reads {@code events}, {@code chained} or {@code windows}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static ChaosTopology parse(String name) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--topology is events, chained or windows"));
    }

    /** As options spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
