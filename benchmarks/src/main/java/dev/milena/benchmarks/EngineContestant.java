// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.model.EngineSettings;
import dev.milena.model.TextModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Milena's engine as a contestant of {@code benchmarks/compare}: speaks the protocol of {@code peers/worker.py}. Texts
 * are tokenized beforehand; what is timed is the native call, the answers' texts and their word alignment.
 */
@Command(name = "engine-contestant", description = "One contestant of benchmarks/compare.")
public final class EngineContestant implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--bundle", required = true)
    private Path bundle = Path.of("");

    @Option(names = "--texts", required = true, description = "a JSON list of texts")
    private Path texts = Path.of("");

    @Option(names = "--beam", required = true)
    private int beam;

    @Option(names = "--max-new-tokens", required = true)
    private int maxNewTokens;

    @Option(names = "--no-attention", description = "leaves attention and alignment out")
    private boolean noAttention;

    @Option(names = "--device", defaultValue = "cpu")
    private String device = "cpu";

    private final List<TextModel> models = new ArrayList<>();
    private List<PreparedText> prepared = List.of();
    private List<List<Integer>> batches = List.of();
    private Answer[] answers = new Answer[0];

    private EngineContestant() {}

    /** Serves until standard input ends. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EngineContestant()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, TextRefusedException {
        PrintStream replies = System.out;
        System.setOut(System.err);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            JsonNode request = JSON.readTree(line);
            Map<String, Object> reply =
                    switch (request.path("op").asText()) {
                        case "configure" -> configure(request.path("settings"));
                        case "run" -> run();
                        case "outputs" ->
                            Map.of(
                                    "texts",
                                    Arrays.stream(answers).map(Answer::text).toList());
                        default -> throw new IllegalArgumentException("unknown request");
                    };
            replies.println(JSON.writeValueAsString(reply));
        }
        models.forEach(TextModel::close);
        return 0;
    }

    private Map<String, Object> configure(JsonNode settings)
            throws IOException, InterruptedException, ExecutionException, TextRefusedException {
        models.forEach(TextModel::close);
        models.clear();
        for (int i = 0; i < settings.path("calls").asInt(); i++) {
            models.add(TextModels.open(
                    bundle,
                    EngineSettings.defaults()
                            .withDevice(device)
                            .withThreads(settings.path("threads").asInt())
                            .withAlignment(!noAttention)
                            .withAttention(!noAttention)
                            .withSearch(search -> search.withBeamSize(beam).withMaxNewTokens(maxNewTokens))));
        }
        List<PreparedText> all = new ArrayList<>();
        for (JsonNode text : JSON.readTree(Files.readString(texts))) {
            all.add(models.get(0).prepare(TextRequest.of(text.asText())));
        }
        prepared = List.copyOf(all);
        batches = batches(settings.path("batch_tokens").asInt());
        run();
        return Map.of();
    }

    /** Indexes of texts of like length, at most so many padded tokens a batch, long texts first. */
    private List<List<Integer>> batches(int tokens) {
        List<List<Integer>> packed = new ArrayList<>();
        int width = 0;
        List<Integer> order = IntStream.range(0, prepared.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -length(i)))
                .toList();
        for (int i : order) {
            List<Integer> open = packed.isEmpty() ? List.of() : packed.get(packed.size() - 1);
            if (open.isEmpty() || (open.size() + 1) * width > tokens) {
                packed.add(new ArrayList<>(List.of(i)));
                width = length(i);
            } else {
                open.add(i);
            }
        }
        return packed;
    }

    private int length(int index) {
        return prepared.get(index).sourceTokens().size();
    }

    private Map<String, Object> run() throws InterruptedException, ExecutionException {
        Answer[] given = new Answer[prepared.size()];
        long processor = processorNanos();
        long begin = System.nanoTime();
        Queue<List<Integer>> open = new ConcurrentLinkedQueue<>(batches);
        ExecutorService callers = Executors.newFixedThreadPool(models.size());
        try {
            List<Future<?>> done = new ArrayList<>();
            for (TextModel model : models) {
                done.add(callers.submit(() -> answer(model, open, given)));
            }
            for (Future<?> caller : done) {
                caller.get();
            }
        } finally {
            callers.shutdown();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        answers = given;
        return Map.of(
                "seconds",
                seconds,
                "cpu_seconds",
                (processorNanos() - processor) / 1e9,
                "target_tokens",
                Arrays.stream(given).mapToInt(Answer::outputTokens).sum());
    }

    private void answer(TextModel model, Queue<List<Integer>> open, Answer[] given) {
        for (List<Integer> batch = open.poll(); batch != null; batch = open.poll()) {
            List<Answer> some = model.answer(batch.stream().map(prepared::get).toList());
            for (int i = 0; i < batch.size(); i++) {
                given[batch.get(i)] = some.get(i);
            }
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
