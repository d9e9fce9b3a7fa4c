// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.output.Terminal;
import java.nio.file.Path;
import java.time.Duration;

/** A run without faults that watches memory. Use it once; one thread. */
public final class SoakRun {
    private static final Duration MOST_OFTEN = Duration.ofMillis(250);
    private static final Duration LEAST_OFTEN = Duration.ofSeconds(5);
    private static final int SAMPLES = 100;

    private final ChaosOptions options;
    private final double tolerancePercent;
    private final Terminal terminal;
    private final Path folder;

    /**
     * @param options without faults
     * @param tolerancePercent by how much the last quarter's memory may exceed the second's
     * @param folder empty; logs and data are left there
     */
    public SoakRun(ChaosOptions options, double tolerancePercent, Terminal terminal, Path folder) {
        this.options = options;
        this.tolerancePercent = tolerancePercent;
        this.terminal = terminal;
        this.folder = folder;
    }

    /**
     * Runs it.
     *
     * @throws dev.milena.app.CommandFailure when brokers or jobs do not start, or events cannot be sent
     */
    public SoakReport run() {
        Duration interval = options.load().dividedBy(SAMPLES);
        interval = interval.compareTo(MOST_OFTEN) < 0 ? MOST_OFTEN : interval;
        interval = interval.compareTo(LEAST_OFTEN) > 0 ? LEAST_OFTEN : interval;
        try (MemoryWatch memory = new MemoryWatch(interval)) {
            ChaosReport report = new ChaosRun(options, terminal, folder, memory).run();
            return new SoakReport(report, memory.samples(), tolerancePercent);
        }
    }
}
