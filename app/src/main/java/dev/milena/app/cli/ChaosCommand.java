// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.chaos.ChaosOptions;
import dev.milena.app.chaos.ChaosOptions.Faults;
import dev.milena.app.chaos.ChaosOptions.TestEngine;
import dev.milena.app.chaos.ChaosReport;
import dev.milena.app.chaos.ChaosRun;
import dev.milena.app.chaos.job.ChaosTopology;
import dev.milena.app.chaos.job.EngineTime;
import dev.milena.app.chaos.job.SimulatedModel.Failing;
import dev.milena.app.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code milena chaos}: break it and look. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        header = "Break it and look: brokers and jobs in processes of their own, faults under load, and a verifier.",
        description = {
            "",
            "Starts brokers on loopback and several jobs (milena run), sends events at a steady pace, kills, stops and"
                    + " stalls jobs and bounces brokers meanwhile, and then reads what was committed: is every event"
                    + " answered, once, in the order of its key, with the answer that its text gives? Ends with 0 when"
                    + " every promise was kept and every fault was real, else with 10. The same seed gives the same"
                    + " events and the same schedule. docs/guarantees.md says what it proves."
        },
        footer = {
            "",
            "Examples:",
            "  milena chaos --kills 5 --seed 7",
            "  milena chaos --bundle models/en-de --records 10000",
            "  milena chaos --engine-rate 5 --engine-uneven --engine-stall-seconds 20 --kills 0 --stalls 0 --stops 6 --joins 1",
            "  milena chaos --topology chained --records 20000 --kills 6",
            "  milena chaos --buffer memory     (the negative control: must not be kept)",
            "  milena chaos --guarantee at_least_once --outages 3 --delete-at-once     (its control)"
        })
final class ChaosCommand implements Callable<Integer> {
    private static final int SECONDS_A_FAULT = 10;

    private final Terminal terminal;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Events. Default: ${DEFAULT-VALUE}.")
    private int records;

    @Option(
            names = "--sentences",
            paramLabel = "N",
            defaultValue = "1",
            description = "Most sentences of an event: documents of 1 to N. Default: ${DEFAULT-VALUE}.")
    private int sentences;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "100", description = "Keys. Default: ${DEFAULT-VALUE}.")
    private int keys;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "8",
            description = "Partitions of every topic. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "3",
            description = "Jobs. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Stream threads of each job. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Brokers, 1 or 3; with 3 every topic has 3 replicas. Default: ${DEFAULT-VALUE}.")
    private int brokers;

    @Mixin
    private final FaultOptions faults = new FaultOptions();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides texts, keys and schedule.")
    private long seed;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "0",
            description = "How long events are sent. Default: 10 for each fault, 10 at least.")
    private int seconds;

    @Option(
            names = "--session-seconds",
            paramLabel = "N",
            defaultValue = "6",
            description = "session.timeout.ms of the jobs, in seconds. Default: ${DEFAULT-VALUE}.")
    private int sessionSeconds;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "180",
            description =
                    "Seconds without a new answer after which the rest counts as lost. Default: ${DEFAULT-VALUE}.")
    private int patienceSeconds;

    @Option(
            names = "--engine-ms",
            paramLabel = "N",
            defaultValue = "200",
            description = "Milliseconds that the test engine takes for a batch. Default: ${DEFAULT-VALUE}.")
    private int engineMillis;

    @Option(
            names = "--engine-scales",
            description =
                    "The test engine takes less for a smaller batch: a text alone takes a sixth of a batch of 32.")
    private boolean engineScales;

    @Option(
            names = "--engine-rate",
            paramLabel = "X",
            defaultValue = "0",
            description =
                    "Instead: the test engine of each job answers so many texts a second, whatever the batch, as a"
                            + " large model on a CPU does. The jobs then have the shipped stall limit.")
    private double engineRate;

    @Option(
            names = "--engine-uneven",
            description = "One call of the test engine in ten takes up to four times as long.")
    private boolean engineUneven;

    @Option(
            names = "--engine-stall-seconds",
            paramLabel = "N",
            defaultValue = "0",
            description = "One call of the test engine in fifty takes so much longer. Default: ${DEFAULT-VALUE}.")
    private int engineStallSeconds;

    @Option(
            names = "--poison",
            paramLabel = "N",
            defaultValue = "0",
            description = "Events of a thousand that the test engine fails on. Default: ${DEFAULT-VALUE}.")
    private int poison;

    @Option(
            names = "--poison-fails",
            paramLabel = "HOW",
            defaultValue = "AT_ONCE",
            description =
                    "AT_ONCE, SLOWLY (after the time of the whole batch), or NAMED (after that time, too, but telling"
                            + " which texts it was). Default: ${DEFAULT-VALUE}.")
    private Failing poisonFails = Failing.AT_ONCE;

    @Option(names = "--bundle", paramLabel = "DIR", description = "A real model bundle instead of the test engine.")
    private @Nullable Path bundle;

    @Option(
            names = "--topology",
            paramLabel = "NAME",
            defaultValue = "events",
            description =
                    "events: the one of milena run. chained: one like a user's own, with the test engine; it makes"
                            + " three records of each event, translates them and summarizes the translations, and each event is"
                            + " owed three answers. windows: summaries over windows of each key, with early updates; each event is"
                            + " owed the final summary of its window. Default: ${DEFAULT-VALUE}.")
    private String topology = "";

    @Option(
            names = "--guarantee",
            paramLabel = "NAME",
            defaultValue = "exactly_once_v2",
            description = "exactly_once_v2 or at_least_once. Default: ${DEFAULT-VALUE}.")
    private String guarantee = "";

    @Option(
            names = "--buffer",
            paramLabel = "NAME",
            defaultValue = "store",
            description =
                    "store, or memory: the negative control, which has to lose events. Default: ${DEFAULT-VALUE}.")
    private String buffer = "";

    @Option(
            names = "--delete-at-once",
            description = "The negative control of at_least_once: an answered event stops being pending before its"
                    + " answer is acknowledged, which has to lose events when --outages hit.")
    private boolean deleteAtOnce;

    @Option(names = "--lose-state", description = "A killed job does not find its state.dir again.")
    private boolean loseState;

    @Mixin
    private final HarnessOptions harness = new HarnessOptions();

    ChaosCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ChaosOptions options = options();
        return harness.exitCode(place -> {
            ChaosReport report = new ChaosRun(options, terminal, place).run();
            report.print(terminal.out());
            return report.kept();
        });
    }

    private ChaosOptions options() {
        harness.require(records > 0 && keys > 0, "--records and --keys are positive");
        harness.require(
                partitions > 0 && instances > 0 && threads > 0, "--partitions, --instances and --threads are positive");
        harness.require(
                instances + faults.faults().joins() <= partitions,
                "--instances and --joins are at most --partitions: a job without a partition has no work");
        harness.require(
                sentences > 0 && sentences <= 2_000 && (sentences == 1 || topology.equals("events")),
                "--sentences is 1 to 2000, and more than 1 only with --topology events");
        harness.require(brokers == 1 || brokers == 3, "--brokers is 1 or 3");
        faults.check(harness, sessionSeconds);
        harness.require(engineMillis >= 0 && engineRate >= 0, "--engine-ms and --engine-rate are not negative");
        harness.require(
                engineStallSeconds >= 0 && engineStallSeconds < 60,
                "--engine-stall-seconds is less than the shipped stall limit of 60");
        harness.require(poison >= 0 && poison <= 1_000, "--poison is 0 to 1000");
        harness.require(
                guarantee.equals("exactly_once_v2") || guarantee.equals("at_least_once"),
                "--guarantee is exactly_once_v2 or at_least_once");
        harness.require(
                List.of("events", "chained", "windows").contains(topology), "--topology is events, chained or windows");
        harness.require(
                bundle == null || topology.equals("events"),
                "--topology chained and windows have the test engine, not a --bundle");
        harness.require(buffer.equals("store") || buffer.equals("memory"), "--buffer is store or memory");
        harness.require(
                !deleteAtOnce || guarantee.equals("at_least_once"),
                "--delete-at-once is a control of --guarantee at_least_once");
        Faults injected = faults.faults();
        return new ChaosOptions(
                records,
                sentences,
                keys,
                partitions,
                instances,
                threads,
                brokers,
                injected,
                seed,
                Duration.ofSeconds(seconds > 0 ? seconds : (long) SECONDS_A_FAULT * Math.max(1, injected.count())),
                Duration.ofSeconds(sessionSeconds),
                Duration.ofSeconds(patienceSeconds),
                new TestEngine(
                        new EngineTime(
                                engineMillis,
                                engineScales,
                                engineRate,
                                engineUneven,
                                Duration.ofSeconds(engineStallSeconds)),
                        topology.equals("windows") ? 0 : poison, // one text would fail a whole window
                        poisonFails,
                        0),
                bundle == null ? null : bundle.toAbsolutePath(),
                ChaosTopology.parse(topology),
                guarantee.equals("at_least_once"),
                buffer.equals("memory"),
                deleteAtOnce,
                !loseState,
                false);
    }
}
