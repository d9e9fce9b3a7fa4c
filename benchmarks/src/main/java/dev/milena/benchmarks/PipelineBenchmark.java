// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.milena.api.TextModel;
import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.config.MilenaConfig;
import dev.milena.model.EngineSettings;
import dev.milena.model.TextModels;
import dev.milena.topology.EnrichmentRuntime;
import dev.milena.topology.EnrichmentTopology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Throughput of the real topology against one-at-a-time inference: both read the same preloaded topic with the same
 * model and Kafka settings, in turns, and must give the same answers.
 */
@Command(
        name = "benchmarks/pipeline",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures the topology against one-at-a-time inference and prints one JSON object.")
public final class PipelineBenchmark implements Callable<Integer> {

    private static final String INPUT = "milena.text";

    @Option(names = "--bundle", required = true, description = "folder of the bundle")
    private Path bundle = Path.of("");

    @Option(names = "--corpus", required = true, description = "tab-separated file, source texts in the first column")
    private Path corpus = Path.of("");

    @Option(names = "--texts", defaultValue = "2000", description = "distinct texts, chosen and ordered by the seed")
    private int texts;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the choice and order of texts")
    private long seed;

    @Option(
            names = "--repetitions",
            defaultValue = "3",
            description = "measured turns of each kind, after one unmeasured")
    private int repetitions;

    @Option(names = "--partitions", defaultValue = "4", description = "partitions of every topic")
    private int partitions;

    @Option(names = "--threads", defaultValue = "0", description = "threads of the engine, 0 for one a core")
    private int threads;

    @Option(names = "--beam", defaultValue = "1", description = "beam size of both")
    private int beam;

    @Option(names = "--commit-interval-ms", defaultValue = "500", description = "commit interval of both")
    private long commitInterval;

    @Option(names = "--work", required = true, hidden = true)
    private Path work = Path.of("");

    private final BatchSizes sizes = new BatchSizes();

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PipelineBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<String> sentences = Sentences.read(corpus, texts, seed);
        EngineSettings engine = EngineSettings.defaults()
                .withThreads(threads)
                .withSearch(search -> search.withBeamSize(beam))
                .withAttention(false);
        try (EmbeddedBroker broker = EmbeddedBroker.start(work);
                TextModel model = TextModels.open(bundle, engine)) {
            Cluster cluster = new Cluster(broker.bootstrapServers(), partitions);
            cluster.create(List.of(INPUT, "milena.dead-letters"));
            cluster.preload(INPUT, sentences);
            List<Double> ours = new ArrayList<>();
            List<Double> rivals = new ArrayList<>();
            boolean same = true;
            for (int turn = 0; turn <= repetitions; turn++) {
                Turn one = run("one-at-a-time", turn, broker, model, cluster, sentences.size());
                Turn batched = run("batched", turn, broker, model, cluster, sentences.size());
                same &= one.answers().equals(batched.answers());
                if (turn > 0) {
                    rivals.add(sentences.size() / one.seconds());
                    ours.add(sentences.size() / batched.seconds());
                }
            }
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(report(model, sentences.size(), rivals, ours, same)));
            return same ? 0 : 1;
        }
    }

    private Turn run(String kind, int turn, EmbeddedBroker broker, TextModel model, Cluster cluster, int count)
            throws Exception {
        String name = kind + "-" + turn;
        cluster.create(List.of(name));
        MilenaConfig config = config(name, broker.bootstrapServers());
        Turn result;
        if (kind.equals("batched")) {
            try (EnrichmentRuntime runtime = EnrichmentRuntime.builder(config)
                    .model(new LentModel(model))
                    .observer(sizes)
                    .build()) {
                result = Turn.run(
                        EnrichmentTopology.build(config, runtime), config.streamsProperties(), cluster, name, count);
            }
        } else {
            result =
                    Turn.run(OneAtATime.topology(model, INPUT, name), config.streamsProperties(), cluster, name, count);
        }
        System.err.printf(
                Locale.ROOT,
                "%-15s turn %d%s: %d texts in %.2f s, %.1f texts/s%n",
                kind,
                turn,
                turn == 0 ? " (unmeasured)" : "",
                count,
                result.seconds(),
                count / result.seconds());
        return result;
    }

    private MilenaConfig config(String name, String bootstrapServers) {
        return MilenaConfig.of(Map.of(
                MilenaConfig.BUNDLES_CONFIG,
                bundle.toString(),
                MilenaConfig.INPUT_TOPIC_CONFIG,
                INPUT,
                MilenaConfig.OUTPUT_TOPIC_CONFIG,
                name,
                MilenaConfig.ATTENTION_ENABLED_CONFIG,
                false,
                MilenaConfig.BEAM_SIZE_CONFIG,
                beam,
                "application.id",
                name,
                "bootstrap.servers",
                bootstrapServers,
                "processing.guarantee",
                "exactly_once_v2",
                "commit.interval.ms",
                commitInterval,
                "state.dir",
                work.resolve("state").toString()));
    }

    private Map<String, Object> report(
            TextModel model, int count, List<Double> rivals, List<Double> ours, boolean same) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("bundle", model.info().name() + " " + model.info().version());
        report.put("bundleSha256", model.info().sha256());
        report.put("texts", count);
        report.put("seed", seed);
        report.put("partitions", partitions);
        report.put("streamThreads", 1);
        report.put("engineThreads", threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
        report.put("beam", beam);
        report.put("guarantee", "exactly_once_v2");
        report.put("commitIntervalMs", commitInterval);
        report.put("cores", Runtime.getRuntime().availableProcessors());
        report.put("java", System.getProperty("java.version"));
        report.put(
                "oneAtATimeTextsPerSecond",
                rivals.stream().map(PipelineBenchmark::rounded).toList());
        report.put(
                "batchedTextsPerSecond",
                ours.stream().map(PipelineBenchmark::rounded).toList());
        report.put("oneAtATimeMedian", rounded(median(rivals)));
        report.put("batchedMedian", rounded(median(ours)));
        report.put("ratio", rounded(median(ours) / median(rivals)));
        report.put("meanBatchTexts", rounded(sizes.meanTexts()));
        report.put("paddingShare", rounded(sizes.padding()));
        report.put("sameAnswers", same);
        return report;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
