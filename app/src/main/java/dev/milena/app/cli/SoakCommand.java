// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.chaos.ChaosOptions;
import dev.milena.app.chaos.ChaosOptions.Faults;
import dev.milena.app.chaos.ChaosOptions.TestEngine;
import dev.milena.app.chaos.SoakReport;
import dev.milena.app.chaos.SoakRun;
import dev.milena.app.chaos.job.ChaosTopology;
import dev.milena.app.chaos.job.EngineTime;
import dev.milena.app.chaos.job.SimulatedModel.Failing;
import dev.milena.app.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code milena soak}: let it run and watch its memory. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        header = "Let it run and watch its memory: a broker, jobs, a steady trickle of events, and a verifier.",
        description = {
            "",
            "Like milena chaos, but without faults and for a long time. Samples the jobs' resident memory and"
                    + " what it consists of, and prints that by quarter. Ends with 0 when every event was answered"
                    + " once, in order and right, and neither resident nor direct memory grew from the second quarter to"
                    + " the last; else with 10. The jobs take their whole heap at the start, so that what grows is not"
                    + " the heap. Needs /proc (Linux), talks to nobody but loopback, and stops by itself."
        },
        footer = {
            "",
            "Examples:",
            "  milena soak --minutes 60 --rate 15",
            "  milena soak --minutes 2 --rate 200 --test-engine 50"
        })
final class SoakCommand implements Callable<Integer> {
    private static final double SECONDS = 60;
    private static final int DEFAULT_ENGINE_MILLIS = 100;

    private final Terminal terminal;

    @Option(
            names = "--minutes",
            paramLabel = "X",
            defaultValue = "60",
            description = "How long events are sent. Default: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--rate",
            paramLabel = "X",
            defaultValue = "10",
            description = "Events a second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--bundle", paramLabel = "DIR", description = "Model bundle. Default: the shipped translation.")
    private @Nullable Path bundle;

    @Option(
            names = "--test-engine",
            paramLabel = "MS",
            description = "A test engine that takes so long for a batch, instead of a bundle.")
    private @Nullable Integer testEngineMillis;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "1",
            description = "Jobs; their memory is added up. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of every topic. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "100", description = "Keys. Default: ${DEFAULT-VALUE}.")
    private int keys;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides texts and keys.")
    private long seed;

    @Option(
            names = "--tolerance",
            paramLabel = "PERCENT",
            defaultValue = "3",
            description = "By how much the last quarter may exceed the second. Default: ${DEFAULT-VALUE}.")
    private double tolerance;

    @Option(
            names = "--leak",
            hidden = true,
            paramLabel = "KB",
            defaultValue = "0",
            description = "The negative control: the test engine leaks so much direct memory in each batch.")
    private int leakKilobytes;

    @Mixin
    private final HarnessOptions harness = new HarnessOptions();

    SoakCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ChaosOptions options = options();
        return harness.exitCode(place -> {
            SoakReport report = new SoakRun(options, tolerance, terminal, place).run();
            report.print(terminal.out());
            return report.kept();
        });
    }

    private ChaosOptions options() {
        harness.require(minutes > 0 && minutes <= 24 * 60, "--minutes is more than 0 and at most a day's");
        harness.require(rate > 0 && rate * minutes * SECONDS >= 1, "--rate makes at least one event");
        harness.require(rate * minutes * SECONDS <= 1e7, "--rate and --minutes make at most ten million events");
        harness.require(
                keys > 0 && partitions > 0 && instances > 0, "--keys, --partitions and --instances are positive");
        harness.require(
                instances <= partitions, "--instances is at most --partitions: a job without a partition has no work");
        harness.require(bundle == null || testEngineMillis == null, "either --bundle or --test-engine");
        harness.require(testEngineMillis == null || testEngineMillis >= 0, "--test-engine is not negative");
        harness.require(leakKilobytes == 0 || testEngineMillis != null, "only the --test-engine has a --leak");
        harness.require(tolerance >= 0, "--tolerance is not negative");
        int engineMillis = testEngineMillis == null ? DEFAULT_ENGINE_MILLIS : testEngineMillis;
        return new ChaosOptions(
                (int) (rate * minutes * SECONDS),
                1,
                keys,
                partitions,
                instances,
                2,
                1,
                Faults.NONE,
                seed,
                Duration.ofMillis((long) (1_000 * minutes * SECONDS)),
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                new TestEngine(EngineTime.ofBatch(engineMillis), 0, Failing.AT_ONCE, leakKilobytes),
                testEngineMillis == null ? ShippedBundle.orElse(bundle).toAbsolutePath() : null,
                ChaosTopology.EVENTS,
                false,
                false,
                false,
                true,
                true);
    }
}
