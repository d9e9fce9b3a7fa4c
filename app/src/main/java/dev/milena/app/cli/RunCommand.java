// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.api.TextModel;
import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.chaos.EndOfInput;
import dev.milena.app.chaos.job.ChainedTopology;
import dev.milena.app.chaos.job.ChaosTopology;
import dev.milena.app.chaos.job.EngineTime;
import dev.milena.app.chaos.job.SimulatedModel;
import dev.milena.app.chaos.job.SimulatedModel.Failing;
import dev.milena.app.chaos.job.UnloggedBuffer;
import dev.milena.app.chaos.job.WindowTopology;
import dev.milena.app.chaos.job.WithoutTransactions;
import dev.milena.app.job.Jobs;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.Topics;
import dev.milena.config.MilenaConfig;
import dev.milena.host.StopSignal;
import dev.milena.host.StreamsHost;
import dev.milena.host.StreamsHostBuilder;
import dev.milena.model.Bundles;
import dev.milena.topology.EnrichmentTopology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code milena run}: the job, until somebody stops it. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        header = "Run the job: answer every event of the input topic, until SIGTERM or Ctrl-C.",
        description = {
            "",
            "Checks settings, bundles and topics before it starts, and says what is wrong and how to correct it. Logs to"
                    + " standard error. Serves /metrics, /health/live and /health/ready on milena.metrics.host and"
                    + " milena.metrics.port (127.0.0.1:9464). On SIGTERM it finishes cleanly; what is not answered by"
                    + " then is answered by the next start."
        },
        footer = {
            "",
            "Example:",
            "  milena run --config milena.properties",
            "",
            "The smallest settings file:",
            "  application.id=my-translations",
            "  bootstrap.servers=kafka:9092",
            "  milena.bundles=models/en-de"
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration MARGIN = Duration.ofSeconds(3);

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Option(
            names = "--test-engine",
            hidden = true,
            paramLabel = "MS",
            description = "Answer with a pure function of the text, and take so long for a batch. For milena chaos.")
    private @Nullable Integer testEngineMillis;

    @Option(
            names = "--test-engine-scales",
            hidden = true,
            description = "A smaller batch takes less time. For milena chaos.")
    private boolean testEngineScales;

    @Option(
            names = "--test-engine-rate",
            hidden = true,
            paramLabel = "X",
            defaultValue = "0",
            description = "Answer so many texts a second, whatever the batch. For milena chaos.")
    private double testEngineRate;

    @Option(
            names = "--test-engine-uneven",
            hidden = true,
            description = "One call in ten takes up to four times as long. For milena chaos.")
    private boolean testEngineUneven;

    @Option(
            names = "--test-engine-stalls",
            hidden = true,
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "One call in fifty takes so much longer. For milena chaos.")
    private int testEngineStallSeconds;

    @Option(
            names = "--test-engine-fails",
            hidden = true,
            defaultValue = "AT_ONCE",
            description = "How it fails on poison. For milena chaos.")
    private Failing testEngineFailing = Failing.AT_ONCE;

    @Option(
            names = "--test-engine-leak",
            hidden = true,
            paramLabel = "KB",
            defaultValue = "0",
            description = "Leak so much direct memory in each batch. The control of milena soak.")
    private int testEngineLeakKilobytes;

    @Option(
            names = "--test-topology",
            hidden = true,
            defaultValue = "events",
            description = "Run another topology than the built-in one. For milena chaos.")
    private String testTopology = "events";

    @Option(
            names = "--without-transactions",
            hidden = true,
            description = "Delete pending entries as under exactly_once_v2, but without its transactions, which loses"
                    + " answers. The control of milena chaos --guarantee at_least_once.")
    private boolean withoutTransactions;

    @Option(
            names = "--unlogged-buffer",
            hidden = true,
            description = "Keep pending events in memory alone, which loses them. The control of milena chaos.")
    private boolean unloggedBuffer;

    @Option(
            names = "--until-end-of-input",
            hidden = true,
            description = "Stop when standard input ends, so that the job never outlives whoever started it.")
    private boolean untilEndOfInput;

    @Override
    public Integer call() throws InterruptedException {
        logOptions.apply(Logging.Detail.OPERATION);
        MilenaConfig config = settings.job();
        config.warnings().stream()
                .filter(warning -> !config.stages().warnings().contains(warning)) // Models log these
                .forEach(warning -> log.warn("{}", warning));
        try (StopSignal stop = StopSignal.install(config.shutdownTimeout().plus(MARGIN));
                StreamsHost job = host(config).open()) {
            if (untilEndOfInput) {
                EndOfInput.thenRun(stop::request);
            }
            Topics topics = new Topics(new Cluster(config));
            topics.require();
            List<TextModel> models = models(config);
            job.load(models);
            Jobs.requireSummaries(config, models);
            log.info("models are warm: {}", config.getList(MilenaConfig.BUNDLES_CONFIG));
            if (!stop.requested()) {
                job.start(
                        switch (ChaosTopology.parse(testTopology)) {
                            case EVENTS -> EnrichmentTopology.build(config, job.models(), topics.limits());
                            case CHAINED -> ChainedTopology.build(config, job.models());
                            case WINDOWS -> WindowTopology.build(config, job.models());
                        });
            }
            job.await(stop);
        }
        return ExitCode.OK.code();
    }

    private StreamsHost host(MilenaConfig config) {
        StreamsHostBuilder builder = Jobs.of(config);
        if (unloggedBuffer) {
            builder.clients(new UnloggedBuffer());
        } else if (withoutTransactions) {
            builder.clients(new WithoutTransactions());
        }
        return builder.build();
    }

    private List<TextModel> models(MilenaConfig config) {
        if (testEngineMillis == null) {
            return Bundles.openAll(config.settings());
        }
        EngineTime time = new EngineTime(
                testEngineMillis,
                testEngineScales,
                testEngineRate,
                testEngineUneven,
                Duration.ofSeconds(testEngineStallSeconds));
        SimulatedModel model = new SimulatedModel(time, testEngineFailing, testEngineLeakKilobytes * 1_024);
        return ChaosTopology.parse(testTopology) == ChaosTopology.EVENTS
                ? List.of(model)
                : List.of(model, model.summarizing());
    }
}
