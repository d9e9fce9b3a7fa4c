// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.api.TextModel;
import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.app.job.Jobs;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.EventSender;
import dev.milena.app.kafka.Outputs;
import dev.milena.app.kafka.Outputs.Kind;
import dev.milena.app.kafka.Topics;
import dev.milena.app.output.Terminal;
import dev.milena.config.MilenaConfig;
import dev.milena.host.FatalFailure;
import dev.milena.host.StopSignal;
import dev.milena.host.StreamsHost;
import dev.milena.model.Bundles;
import dev.milena.topology.EnrichmentTopology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One demo from the broker's start to the last answer. Not thread-safe; use it once. */
public final class DemoRun {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final String NOBODY_YET = "127.0.0.1:1";

    private final DemoOptions options;
    private final Terminal terminal;
    private final DemoScreen screen;
    private final Scene scene;

    public DemoRun(DemoOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.screen = new DemoScreen(terminal, options.json());
        this.scene = options.summaries()
                ? new SummaryScene(terminal, options, screen)
                : new AnswerScene(terminal, options, screen);
    }

    /**
     * Runs it.
     *
     * @throws CommandFailure when the demo cannot start, fails, or does not answer everything
     */
    public ExitCode run() throws InterruptedException {
        screen.opening();
        try (StopSignal stop = StopSignal.install(PATIENCE);
                TemporaryFolder folder = TemporaryFolder.create("milena-demo-");
                Warming warming = Warming.start(
                        () -> Bundles.openAll(DemoSettings.of(options, scene.settings(), NOBODY_YET, folder.path())
                                .settings()));
                EmbeddedBroker broker = EmbeddedBroker.start(folder.path().resolve("broker"))) {
            MilenaConfig config = DemoSettings.of(options, scene.settings(), broker.bootstrapServers(), folder.path());
            Cluster cluster = new Cluster(config);
            Topics topics = new Topics(cluster);
            topics.create(PARTITIONS, Optional.of((short) 1));
            screen.brokerReady(broker.bootstrapServers());
            try (StreamsHost job = Jobs.of(config).build().open();
                    EventSender sender = new EventSender(cluster);
                    Outputs outputs = Outputs.open(cluster, List.of(Kind.ENRICHED, Kind.DEAD_LETTERS), true)) {
                List<TextModel> models = warming.take();
                models.forEach(model -> screen.modelReady(model.info()));
                job.load(models);
                Jobs.requireSummaries(config, models);
                job.start(EnrichmentTopology.build(config, job.models(), topics.limits()));
                job.awaitRunning(PATIENCE);
                screen.running(sender.topic(), config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG));
                List<Sample> samples = scene.samples(
                        models.stream().map(model -> model.info().task()).toList());
                try (SampleFeed feed = SampleFeed.start(sender, samples, options.rate(), scene::sent)) {
                    showSamples(stop, job, outputs, feed, samples.size());
                }
                if (!stop.requested()) {
                    scene.finished();
                }
                if (options.keepRunning()) {
                    screen.stays(broker.bootstrapServers(), job.metricsPort());
                    stay(stop, job, outputs, sender);
                } else if (!stop.requested()) {
                    scene.whatNext();
                }
            }
        }
        return scene.refused() == 0 ? ExitCode.OK : ExitCode.UNANSWERED;
    }

    private void showSamples(StopSignal stop, StreamsHost job, Outputs outputs, SampleFeed feed, int count) {
        long lastNews = System.nanoTime();
        while (scene.done() < count && !stop.requested()) {
            if (show(outputs)) {
                lastNews = System.nanoTime();
            }
            feed.check();
            check(job);
            if (System.nanoTime() - lastNews > PATIENCE.toNanos()) {
                throw new CommandFailure(
                        ExitCode.UNANSWERED,
                        scene.done() + " of " + count + " samples were answered, and then nothing for "
                                + PATIENCE.toSeconds() + " s. Run it again with --verbose to see why.");
            }
        }
    }

    private void stay(StopSignal stop, StreamsHost job, Outputs outputs, EventSender sender) {
        TypedTexts.start(terminal.in(), sender);
        while (!stop.requested()) {
            show(outputs);
            check(job);
        }
    }

    private boolean show(Outputs outputs) {
        List<Outputs.Output> news = outputs.poll(POLL, terminal::complain);
        news.forEach(scene::show);
        return !news.isEmpty();
    }

    private static void check(StreamsHost job) {
        FatalFailure failure = job.failure();
        if (failure != null) {
            throw new CommandFailure(ExitCode.JOB_FAILED, failure.message(), failure.cause());
        }
    }
}
