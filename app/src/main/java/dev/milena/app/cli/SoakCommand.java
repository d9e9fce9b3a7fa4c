// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.chaos.ChaosOptions;
import dev.milena.app.chaos.SimulatedModel.Failing;
import dev.milena.app.chaos.SoakReport;
import dev.milena.app.chaos.SoakRun;
import dev.milena.app.demo.TemporaryFolder;
import dev.milena.app.output.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code milena soak}: let it run and watch its memory. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        header = "Let it run and watch its memory: a broker, jobs, a steady trickle of events, and a verifier.",
        description = {
            "",
            "Like milena chaos, but without faults and for a long time. Samples the jobs' resident memory, direct"
                    + " buffers, heap and non-heap, and prints them by quarter. Ends with 0 when every event was answered"
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

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Keep logs and data there. Default: a folder that is removed.")
    private @Nullable Path folder;

    @Mixin
    private final LogOptions log = new LogOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    SoakCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        log.apply(Logging.Detail.ERRORS);
        ChaosOptions options = options();
        if (folder != null) {
            Files.createDirectories(folder);
            return run(options, folder);
        }
        try (TemporaryFolder temporary = TemporaryFolder.create("milena-soak-")) {
            return run(options, temporary.path());
        }
    }

    private int run(ChaosOptions options, Path place) {
        SoakReport report = new SoakRun(options, tolerance, terminal, place).run();
        report.print(terminal.out());
        return (report.kept() ? ExitCode.OK : ExitCode.NOT_KEPT).code();
    }

    private ChaosOptions options() {
        require(minutes > 0 && minutes <= 24 * 60, "--minutes is more than 0 and at most a day's");
        require(rate > 0 && rate * minutes * SECONDS >= 1, "--rate makes at least one event");
        require(rate * minutes * SECONDS <= 1e7, "--rate and --minutes make at most ten million events");
        require(keys > 0 && partitions > 0 && instances > 0, "--keys, --partitions and --instances are positive");
        require(instances <= partitions, "--instances is at most --partitions: a job without a partition has no work");
        require(bundle == null || testEngineMillis == null, "either --bundle or --test-engine");
        require(testEngineMillis == null || testEngineMillis >= 0, "--test-engine is not negative");
        require(leakKilobytes == 0 || testEngineMillis != null, "only the --test-engine has a --leak");
        require(tolerance >= 0, "--tolerance is not negative");
        return new ChaosOptions(
                (int) (rate * minutes * SECONDS),
                keys,
                partitions,
                instances,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                seed,
                Duration.ofMillis((long) (1_000 * minutes * SECONDS)),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                testEngineMillis == null ? DEFAULT_ENGINE_MILLIS : testEngineMillis,
                false,
                0,
                Failing.AT_ONCE,
                testEngineMillis == null ? ShippedBundle.orElse(bundle).toAbsolutePath() : null,
                false,
                false,
                false,
                true,
                true,
                leakKilobytes);
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), "these options contradict a rule: " + rule + ".");
        }
    }
}
