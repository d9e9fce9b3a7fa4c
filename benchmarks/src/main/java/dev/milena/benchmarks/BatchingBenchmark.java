// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.TextModel;
import dev.milena.model.EngineSettings;
import dev.milena.model.TextModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What batching policies are worth: the real batcher on a virtual clock, with recorded lengths and a cost that was
 * fitted to measured batches.
 */
@Command(
        name = "benchmarks/batching",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Simulates batching policies on recorded lengths and prints throughput, padding and latency.")
public final class BatchingBenchmark implements Callable<Integer> {

    /** Texts and tokens that a batch may hold. */
    private static final List<int[]> BUDGETS = List.of(
            new int[] {32, 1_024},
            new int[] {64, 1_024},
            new int[] {64, 2_048},
            new int[] {128, 1_024},
            new int[] {128, 2_048},
            new int[] {256, 2_048});

    /** Padded tokens that a call's fixed cost is weighed as; the last one takes whatever waits. */
    private static final List<Integer> OVERHEADS = List.of(0, 25, 50, 100, 150, 200, 400, 1_000_000);

    private static final List<Integer> LINGERS = List.of(0, 2, 5, 10, 20);

    @Option(names = "--recording", required = true, description = "lengths and costs; made by --bundle and --corpus")
    private Path recording = Path.of("");

    @Option(names = "--bundle", description = "records anew: folder of the bundle")
    private @Nullable Path bundle;

    @Option(names = "--corpus", description = "records anew: tab-separated file, source texts in the first column")
    private @Nullable Path corpus;

    @Option(names = "--waiting", defaultValue = "1000", description = "texts that wait while there is a backlog")
    private int waiting;

    @Option(names = "--texts", defaultValue = "20000", description = "texts a simulation")
    private int texts;

    @Option(names = "--max-texts", defaultValue = "128", description = "milena.batch.max.texts")
    private int maxTexts;

    @Option(names = "--max-tokens", defaultValue = "1024", description = "milena.batch.max.tokens")
    private int maxTokens;

    @Option(names = "--seed", defaultValue = "1", description = "seed of lengths and arrivals")
    private long seed;

    @Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BatchingBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if ((bundle == null) != (corpus == null)) {
            throw new ParameterException(commandLine(), "--bundle and --corpus record together: give both or none");
        }
        if (bundle != null && corpus != null) {
            try (TextModel model = TextModels.open(bundle, EngineSettings.defaults())) {
                LengthRecording.record(model, Sentences.read(corpus, Integer.MAX_VALUE, seed), seed)
                        .write(recording);
            }
        }
        if (!Files.isRegularFile(recording)) {
            throw new ParameterException(
                    commandLine(), recording + " does not exist; make it with --bundle DIR --corpus TSV");
        }
        LengthRecording recorded = LengthRecording.read(recording);
        BatchCost cost = recorded.cost();
        System.out.printf(
                Locale.ROOT,
                "%,d texts; a batch costs %.2f ms + %.1f us a padded source token + %.2f ms a step + %.1f us an output"
                        + " token (mean error %.0f%%)%n%n",
                recorded.texts().size(),
                cost.call() / 1e6,
                cost.paddedToken() / 1e3,
                cost.step() / 1e6,
                cost.outputToken() / 1e3,
                100 * recorded.meanError());
        BatchSimulator simulator = new BatchSimulator(recorded, seed);
        budgets(simulator);
        double capacity = overheads(simulator);
        lingers(simulator, capacity);
        return 0;
    }

    private void budgets(BatchSimulator simulator) {
        System.out.printf(Locale.ROOT, "Backlog, %d texts wait:%n", waiting);
        System.out.println("| most texts | most tokens | source tokens/s | padding | texts a batch | fill |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
        for (int[] budget : BUDGETS) {
            BatchSimulator.Result result = simulator.backlog(
                    new BatchSimulator.Policy(budget[0], budget[1], 150, Duration.ofMillis(5)), waiting, texts);
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,d | %,.0f | %.1f%% | %.1f | %.0f%% |%n",
                    budget[0],
                    budget[1],
                    result.tokensPerSecond(),
                    100 * result.padding(),
                    result.texts(),
                    100 * result.fill());
        }
        System.out.println();
    }

    /** Returns the texts a second that the default policy answers. */
    private double overheads(BatchSimulator simulator) {
        System.out.printf(Locale.ROOT, "Backlog, %d texts wait:%n", waiting);
        System.out.println(
                "| overhead, tokens | source tokens/s | padding | texts a batch | fill | wait p50, ms | wait p99, ms |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        double capacity = 0;
        for (int overhead : OVERHEADS) {
            BatchSimulator.Result result = simulator.backlog(policy(overhead, Duration.ofMillis(5)), waiting, texts);
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,.0f | %.1f%% | %.1f | %.0f%% | %.0f | %.0f |%n",
                    overhead,
                    result.tokensPerSecond(),
                    100 * result.padding(),
                    result.texts(),
                    100 * result.fill(),
                    result.medianMillis(),
                    result.p99Millis());
            capacity = Math.max(capacity, result.textsPerSecond());
        }
        System.out.println();
        return capacity;
    }

    private void lingers(BatchSimulator simulator, double capacity) {
        System.out.printf(Locale.ROOT, "Open load, in shares of %,.0f texts a second:%n", capacity);
        System.out.println("| load | overhead, tokens | linger, ms | texts a batch | padding | p50, ms | p99, ms |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (double load : List.of(0.02, 0.25, 0.5, 0.8)) {
            for (int overhead : List.of(150, 1_000_000)) {
                for (int linger : LINGERS) {
                    BatchSimulator.Result result =
                            simulator.open(policy(overhead, Duration.ofMillis(linger)), load * capacity, texts);
                    System.out.printf(
                            Locale.ROOT,
                            "| %.0f%% | %,d | %d | %.1f | %.1f%% | %.1f | %.1f |%n",
                            100 * load,
                            overhead,
                            linger,
                            result.texts(),
                            100 * result.padding(),
                            result.medianMillis(),
                            result.p99Millis());
                }
            }
        }
    }

    private BatchSimulator.Policy policy(int overheadTokens, Duration linger) {
        return new BatchSimulator.Policy(maxTexts, maxTokens, overheadTokens, linger);
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli fills this in before it calls");
        }
        return spec.commandLine();
    }
}
