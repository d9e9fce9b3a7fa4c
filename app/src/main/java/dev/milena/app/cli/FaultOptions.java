// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.chaos.ChaosOptions.Faults;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How many faults of each kind {@code milena chaos} injects. */
final class FaultOptions {

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "3",
            description = "SIGKILLs. Default: ${DEFAULT-VALUE}.")
    private int kills;

    @Option(
            names = "--stops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Clean stops (SIGTERM). Default: ${DEFAULT-VALUE}.")
    private int stops;

    @Option(
            names = "--stalls",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Stalls (SIGSTOP) longer than a session, so that the job is fenced. Default: ${DEFAULT-VALUE}.")
    private int stalls;

    @Option(
            names = "--broker-bounces",
            paramLabel = "N",
            defaultValue = "1",
            description = "Brokers killed and started again, by turns. Default: ${DEFAULT-VALUE}.")
    private int bounces;

    @Option(
            names = "--cuts",
            paramLabel = "N",
            defaultValue = "0",
            description = "Times that all connections of the jobs to a broker are dropped, and refused for a while."
                    + " Default: ${DEFAULT-VALUE}.")
    private int cuts;

    @Option(
            names = "--outages",
            paramLabel = "N",
            defaultValue = "0",
            description = "Times that a broker is killed and, two seconds later, every job. Default: ${DEFAULT-VALUE}.")
    private int outages;

    @Option(
            names = "--pauses",
            paramLabel = "N",
            defaultValue = "0",
            description = "Times that all brokers sleep at once (SIGSTOP). Default: ${DEFAULT-VALUE}.")
    private int pauses;

    @Option(
            names = "--joins",
            paramLabel = "N",
            defaultValue = "0",
            description = "Jobs that are added while the others work. Default: ${DEFAULT-VALUE}.")
    private int joins;

    @Option(
            names = "--pause-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Default: ${DEFAULT-VALUE}.")
    private int pauseSeconds;

    @Option(
            names = "--cut-seconds",
            paramLabel = "N",
            defaultValue = "0",
            description = "For how long connections are refused after a cut. Default: a second or so.")
    private int cutSeconds;

    @Option(
            names = "--stall-seconds",
            paramLabel = "N",
            defaultValue = "15",
            description = "Default: ${DEFAULT-VALUE}.")
    private int stallSeconds;

    /** Refuses what makes no sense. */
    void check(HarnessOptions harness, int sessionSeconds) {
        harness.require(
                kills >= 0
                        && stops >= 0
                        && stalls >= 0
                        && bounces >= 0
                        && cuts >= 0
                        && outages >= 0
                        && pauses >= 0
                        && joins >= 0,
                "no number of faults is negative");
        harness.require(
                stalls == 0 || stallSeconds > sessionSeconds,
                "--stall-seconds is more than --session-seconds, or the job is never fenced");
    }

    /** The faults that were asked for. */
    Faults faults() {
        return new Faults(
                kills,
                stops,
                stalls,
                bounces,
                cuts,
                outages,
                pauses,
                joins,
                Duration.ofSeconds(stallSeconds),
                Duration.ofSeconds(pauseSeconds),
                Duration.ofSeconds(cutSeconds));
    }
}
