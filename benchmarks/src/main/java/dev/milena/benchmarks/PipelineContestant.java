// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.milena.api.TextModel;
import dev.milena.app.job.Jobs;
import dev.milena.config.MilenaConfig;
import dev.milena.host.StreamsHost;
import dev.milena.model.Bundles;
import dev.milena.streams.config.StageConfig;
import dev.milena.topology.EnrichmentTopology;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Milena's job, or the same model called with one event at a time, as a contestant of {@code benchmarks/pipeline}: speaks
 * the protocol of {@code peers/pipelines.py}. The model stays open between turns; the application of each turn is new.
 */
@Command(name = "pipeline-contestant", description = "One contestant of benchmarks/pipeline.")
public final class PipelineContestant implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int HYPOTHESES_IN_A_BATCH = 128;

    @Option(names = "--bundle", required = true)
    private String bundle = "";

    @Option(names = "--bootstrap", required = true)
    private String bootstrapServers = "";

    @Option(names = "--work", required = true, description = "folder for state; the caller removes it")
    private Path work = Path.of("");

    @Option(names = "--one-at-a-time", description = "calls the model with one event at a time")
    private boolean oneAtATime;

    private Map<String, String> settings = Map.of();
    private @Nullable TextModel model;
    private @Nullable AutoCloseable application;
    private @Nullable BusyModel busy;
    private long processorNanos;
    private long compilerMillis;

    private PipelineContestant() {}

    /** Serves until standard input ends. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PipelineContestant()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        PrintStream replies = System.out;
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            JsonNode request = JSON.readTree(line);
            Map<String, Object> reply =
                    switch (request.path("op").asText()) {
                        case "configure" -> configure(request.path("settings"));
                        case "start" -> start(request);
                        case "stop" -> stop();
                        case "calls" ->
                            Map.of("calls", Objects.requireNonNull(busy).timesOfCalls());
                        default -> throw new IllegalArgumentException("unknown request");
                    };
            replies.println(JSON.writeValueAsString(reply));
        }
        if (model != null) {
            model.close();
        }
        return 0;
    }

    /** Settings of the job, over the shipped ones; opens the model with them. */
    private Map<String, Object> configure(JsonNode given) {
        if (model != null) {
            model.close();
        }
        settings = JSON.convertValue(given, new TypeReference<Map<String, String>>() {});
        model = Bundles.openAll(config("in", "out", "unused").settings()).get(0);
        return Map.of();
    }

    /** Replies when the application is RUNNING. */
    private Map<String, Object> start(JsonNode request) throws InterruptedException {
        if (model == null) {
            throw new IllegalStateException("configure comes before start");
        }
        MilenaConfig config = config(
                request.path("input").asText(),
                request.path("output").asText(),
                request.path("application").asText());
        processorNanos = processorNanos();
        compilerMillis = compilerMillis();
        busy = new BusyModel(model, batchTexts(config, model), config.getInt(StageConfig.BATCH_MAX_TOKENS_CONFIG));
        application = oneAtATime ? rival(config, busy) : milena(config, busy);
        return Map.of();
    }

    private static AutoCloseable milena(MilenaConfig config, BusyModel model) throws InterruptedException {
        StreamsHost job = Jobs.of(config).build().open();
        job.load(List.of(model));
        job.start(EnrichmentTopology.build(config, job.models()));
        if (!job.awaitRunning(PATIENCE)) {
            throw new IllegalStateException("Milena does not run: " + job.failure());
        }
        return job;
    }

    /** Most texts in a batch, as {@code milena.batch.max.texts} is documented. */
    private static int batchTexts(MilenaConfig config, TextModel model) {
        int texts = config.getInt(StageConfig.BATCH_MAX_TEXTS_CONFIG);
        return texts > 0 ? texts : Math.max(1, HYPOTHESES_IN_A_BATCH / model.hypotheses());
    }

    private static AutoCloseable rival(MilenaConfig config, BusyModel model) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        KafkaStreams streams = new KafkaStreams(
                OneAtATime.topology(
                        model,
                        config.getString(MilenaConfig.INPUT_TOPIC_CONFIG),
                        config.getString(MilenaConfig.OUTPUT_TOPIC_CONFIG)),
                config.streamsProperties());
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
        streams.start();
        if (!running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the application does not run: " + streams.state());
        }
        return streams;
    }

    private Map<String, Object> stop() throws Exception {
        if (application == null || busy == null) {
            throw new IllegalStateException("start comes before stop");
        }
        Map<String, Object> report = new LinkedHashMap<>(busy.report());
        report.put("cpu_seconds", (processorNanos() - processorNanos) / 1e9);
        report.put("compiler_seconds", (compilerMillis() - compilerMillis) / 1e3);
        application.close();
        application = null;
        return report;
    }

    private MilenaConfig config(String input, String output, String application) {
        Map<String, String> all = new HashMap<>(Map.of(
                MilenaConfig.BUNDLES_CONFIG,
                bundle,
                MilenaConfig.INPUT_TOPIC_CONFIG,
                input,
                MilenaConfig.OUTPUT_TOPIC_CONFIG,
                output,
                MilenaConfig.METRICS_PORT_CONFIG,
                "-1",
                "application.id",
                application,
                "bootstrap.servers",
                bootstrapServers,
                "replication.factor",
                "1",
                "state.dir",
                work.resolve("state").toString()));
        all.putAll(settings);
        return MilenaConfig.of(all);
    }

    /** Time that the just-in-time compiler took so far: a young process spends more on it than on its work. */
    private static long compilerMillis() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    private static long processorNanos() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            return system.getProcessCpuTime();
        }
        throw new IllegalStateException("this Java does not tell a process's time");
    }
}
