// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.BatchReport;
import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.streams.Summaries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a window takes from its end to its summary, as a reader of committed records sees it: abstracts, sentence by sentence,
 * through a topology of the library, exactly once, on an embedded broker.
 */
@Command(
        name = "benchmarks/windows",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Time from the end of a window to its committed summary, split into grace, queue and model, commit.")
public final class WindowBenchmark implements Callable<Integer> {
    private static final int SENTENCES = 3;
    private static final Duration SIZE = Duration.ofSeconds(2);
    private static final Duration GAP = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final double SETTLE_SECONDS = 20;

    /** Windows that end so shortly before the last event, or behind it, close for want of events, and do not count. */
    private static final double END_SECONDS = 4;

    @Option(names = "--bundle", defaultValue = "models/headline", description = "folder of the bundle")
    private Path bundle = Path.of("");

    @Option(names = "--corpus", required = true, description = "tab-separated file, abstracts in the first column")
    private Path corpus = Path.of("");

    @Option(names = "--work", required = true, hidden = true, description = "folder for data; the caller removes it")
    private Path work = Path.of("");

    @Option(names = "--share", defaultValue = "0.5", description = "of the capacity")
    private double share;

    @Option(names = "--seconds", defaultValue = "60", description = "of each kind of windows, those that count")
    private double seconds;

    @Option(names = "--seed", defaultValue = "1", description = "seed of texts and arrivals")
    private long seed;

    private WindowBenchmark() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new WindowBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<List<String>> abstracts = abstracts();
        try (EmbeddedBroker broker = EmbeddedBroker.start(work.resolve("broker"));
                WindowJob job = new WindowJob(bundle, broker.bootstrapServers(), work.resolve("state"))) {
            double capacity = 0;
            for (int run = 0; run < 2; run++) { // the second, when the compiler is nearly done
                capacity = job.capacity(backlog(abstracts, 2_000));
                System.out.printf(Locale.ROOT, "capacity %.0f windows/s%n", capacity);
            }
            double rate = share * capacity;
            TimeWindows tumbling = TimeWindows.ofSizeAndGrace(SIZE, GRACE);
            measure(
                    "tumbling, " + SIZE.toSeconds() + " s",
                    rate,
                    job,
                    all -> all.over(tumbling),
                    tumbling(abstracts, rate));
            SessionWindows sessions = SessionWindows.ofInactivityGapAndGrace(GAP, GRACE);
            measure(
                    "sessions, " + GAP.toSeconds() + " s",
                    rate,
                    job,
                    all -> all.over(sessions),
                    sessions(abstracts, rate));
        }
        return 0;
    }

    private List<List<String>> abstracts() throws Exception {
        List<List<String>> abstracts = new ArrayList<>();
        for (String text : Sentences.read(corpus, Integer.MAX_VALUE, seed)) {
            List<String> sentences =
                    Arrays.stream(text.split("(?<=\\.) ", -1)).limit(SENTENCES).toList();
            if (sentences.size() == SENTENCES) {
                abstracts.add(sentences);
            }
        }
        return abstracts;
    }

    /** Windows one after the other, as if they had come long ago. */
    private static List<WindowJob.Event> backlog(List<List<String>> abstracts, int windows) {
        List<WindowJob.Event> events = new ArrayList<>();
        for (int i = 0; i < windows; i++) {
            for (String sentence : abstracts.get(i % abstracts.size())) {
                events.add(new WindowJob.Event(0, "key" + i % 50, i / 50 * SIZE.toMillis() / 1e3, sentence));
            }
        }
        return events;
    }

    /** As many keys as make that many windows a second; each says something in every window. */
    private List<WindowJob.Event> tumbling(List<List<String>> abstracts, double rate) {
        Random random = new Random(seed);
        int keys = Math.max(1, (int) Math.round(rate * SIZE.toMillis() / 1e3));
        List<WindowJob.Event> events = new ArrayList<>();
        for (int window = 0; window * SIZE.toSeconds() < SETTLE_SECONDS + seconds; window++) {
            for (int key = 0; key < keys; key++) {
                for (String sentence : abstracts.get((window * keys + key) % abstracts.size())) {
                    double at = (window + random.nextDouble()) * SIZE.toSeconds();
                    events.add(new WindowJob.Event(at, "key" + key, at, sentence));
                }
            }
        }
        return events;
    }

    /** Sessions that begin at random moments, that many a second; each is a key's only one. */
    private List<WindowJob.Event> sessions(List<List<String>> abstracts, double rate) {
        Random random = new Random(seed);
        List<WindowJob.Event> events = new ArrayList<>();
        int number = 0;
        for (double at = 0; at < SETTLE_SECONDS + seconds; at += -Math.log(1 - random.nextDouble()) / rate) {
            double when = at;
            for (String sentence : abstracts.get(number % abstracts.size())) {
                events.add(new WindowJob.Event(when, "key" + number, when, sentence));
                when += 0.5 * random.nextDouble() * GAP.toSeconds();
            }
            number++;
        }
        return events;
    }

    private void measure(
            String kind,
            double rate,
            WindowJob job,
            UnaryOperator<Summaries<String, String>> windows,
            List<WindowJob.Event> events)
            throws Exception {
        List<WindowJob.Summary> counted = job.run(windows, events).stream()
                .filter(summary -> summary.endSeconds() >= SETTLE_SECONDS)
                .filter(summary -> summary.endSeconds() <= SETTLE_SECONDS + seconds - END_SECONDS)
                .toList();
        List<BatchReport> calls = job.calls();
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f windows/s, %d counted; batches of %.1f texts, %.0f ms each; ms from the end of a window%n",
                kind,
                rate,
                counted.size(),
                calls.stream().mapToInt(BatchReport::texts).average().orElse(0),
                calls.stream().mapToLong(BatchReport::engineNanos).average().orElse(0) / 1e6);
        row("grace, until a model is asked", counted, summary -> summary.askedMs() - summary.endMs());
        row("queue and model", counted, summary -> summary.answeredMs() - summary.askedMs());
        row("commit and reading", counted, summary -> summary.seenMs() - summary.answeredMs());
        row("all", counted, summary -> summary.seenMs() - summary.endMs());
    }

    private static void row(String name, List<WindowJob.Summary> all, ToLongFunction<WindowJob.Summary> of) {
        long[] sorted = all.stream().mapToLong(of).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "   %-30s p50 %6d, p99 %6d%n",
                name,
                sorted[sorted.length / 2],
                sorted[(int) (0.99 * sorted.length)]);
    }
}
