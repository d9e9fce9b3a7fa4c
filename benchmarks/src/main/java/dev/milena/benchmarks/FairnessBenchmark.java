// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.Priority;
import dev.milena.app.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a flood from one key costs the others, and what each priority gets of a model that has too much to do: events from
 * topic to topic through the built-in job, exactly once, on an embedded broker. Everything is compared within one run.
 */
@Command(
        name = "benchmarks/fairness",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Latency of other keys with and without a flood from one key, and shares of priorities under overload.")
public final class FairnessBenchmark implements Callable<Integer> {
    private static final double FLOOD = 0.95;
    private static final double MOST_RATIO = 2;
    private static final double OVERLOAD = 4;
    private static final double SETTLE_SECONDS = 3;
    private static final double BURST_EVERY_SECONDS = 2;

    @Option(names = "--bundle", defaultValue = "models/en-de", description = "folder of the bundle")
    private Path bundle = Path.of("");

    @Option(names = "--corpus", required = true, description = "tab-separated file, source texts in the first column")
    private Path corpus = Path.of("");

    @Option(names = "--work", required = true, hidden = true, description = "folder for data; the caller removes it")
    private Path work = Path.of("");

    @Option(names = "--load", defaultValue = "0.5", description = "of the capacity, flood and others together")
    private double load;

    @Option(names = "--seconds", defaultValue = "12", description = "of each measurement")
    private double seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "of the three measurements, in turns")
    private int rounds;

    @Option(names = "--one-flow", description = "all events in one flow, as if there were no turns")
    private boolean oneFlow;

    @Option(names = "--set", description = "a setting of the job, as KEY=VALUE")
    private Map<String, String> settings = new HashMap<>();

    @Option(names = "--seed", defaultValue = "1", description = "seed of texts and arrivals")
    private long seed;

    private FairnessBenchmark() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FairnessBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<String> texts = Sentences.read(corpus, Integer.MAX_VALUE, seed);
        boolean kept;
        try (EmbeddedBroker broker = EmbeddedBroker.start(work.resolve("broker"));
                FairnessJob job = new FairnessJob(
                        bundle, broker.bootstrapServers(), work.resolve("state"), texts, oneFlow, settings)) {
            double capacity = capacity(job);
            boolean isFair = floods(job, capacity);
            kept = priorities(job, capacity) && isFair;
        }
        System.out.println(kept ? "kept" : "NOT kept");
        return kept ? 0 : 1;
    }

    /** Events a second with as many keys as events; the second of two runs, when the compiler is nearly done. */
    private double capacity(FairnessJob job) throws Exception {
        double capacity = 0;
        for (int run = 0; run < 2; run++) {
            List<FairnessJob.Event> events = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                events.add(new FairnessJob.Event(0, "key" + i, i % 2, Priority.NORMAL));
            }
            double[] answered = job.run(events).committed();
            Arrays.sort(answered);
            // the middle, so that neither start nor end counts
            capacity =
                    0.8 * answered.length / (answered[(int) (0.9 * answered.length)] - answered[answered.length / 10]);
            System.out.printf(Locale.ROOT, "capacity %,.0f events/s%n", capacity);
        }
        return capacity;
    }

    private boolean floods(FairnessJob job, double capacity) throws Exception {
        List<Waits> alone = new ArrayList<>();
        List<Waits> steady = new ArrayList<>();
        List<Waits> bursts = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            long of = seed + round;
            alone.add(waits("others alone", job, others(capacity, of)));
            List<FairnessJob.Event> withFlood = others(capacity, of);
            double rate = FLOOD * load * capacity;
            for (int i = 0; i < rate * (SETTLE_SECONDS + seconds); i++) {
                withFlood.add(new FairnessJob.Event(i / rate, "flood", 0, Priority.NORMAL));
            }
            steady.add(waits("beside a steady flood", job, withFlood));
            List<FairnessJob.Event> withBursts = others(capacity, of);
            for (double at = 0; at < SETTLE_SECONDS + seconds; at += BURST_EVERY_SECONDS) {
                for (int i = 0; i < rate * BURST_EVERY_SECONDS; i++) {
                    withBursts.add(new FairnessJob.Event(at, "flood", 0, Priority.NORMAL));
                }
            }
            bursts.add(waits("beside bursts", job, withBursts));
        }
        boolean isSteadyKept = isKept("steady flood", alone, steady);
        return isKept("bursts", alone, bursts) && isSteadyKept;
    }

    /** Others than the flood, at random moments, in the partition of the flood and in another. */
    private List<FairnessJob.Event> others(double capacity, long of) {
        Random random = new Random(of);
        double rate = (1 - FLOOD) * load * capacity;
        List<FairnessJob.Event> events = new ArrayList<>();
        for (double at = 0; at < SETTLE_SECONDS + seconds; at += -Math.log(1 - random.nextDouble()) / rate) {
            events.add(new FairnessJob.Event(at, "key" + random.nextInt(500), random.nextInt(2), Priority.NORMAL));
        }
        return events;
    }

    /** How long events took, in seconds. */
    private record Waits(double median, double p99) {}

    private Waits waits(String what, FairnessJob job, List<FairnessJob.Event> events) throws Exception {
        FairnessJob.Answers answers = job.run(events);
        Waits uncommitted = waits(answers.events(), answers.seen());
        Waits committed = waits(answers.events(), answers.committed());
        System.out.printf(
                Locale.ROOT,
                "%-22s p50 %5.0f ms, p99 %5.0f ms; committed p50 %5.0f ms, p99 %5.0f ms%n",
                what,
                1_000 * uncommitted.median(),
                1_000 * uncommitted.p99(),
                1_000 * committed.median(),
                1_000 * committed.p99());
        return committed;
    }

    private static Waits waits(List<FairnessJob.Event> events, double[] answered) {
        double[] waits = new double[events.size()];
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            FairnessJob.Event event = events.get(i);
            if (!event.key().equals("flood") && event.at() >= SETTLE_SECONDS) {
                waits[count++] = answered[i] - event.at();
            }
        }
        double[] counted = Arrays.copyOf(waits, count);
        Arrays.sort(counted);
        return new Waits(counted[count / 2], counted[(int) (0.99 * count)]);
    }

    private static boolean isKept(String what, List<Waits> alone, List<Waits> beside) {
        double[] medians = new double[alone.size()];
        double[] p99s = new double[alone.size()];
        for (int i = 0; i < alone.size(); i++) {
            medians[i] = beside.get(i).median() / alone.get(i).median();
            p99s[i] = beside.get(i).p99() / alone.get(i).p99();
        }
        Arrays.sort(medians);
        Arrays.sort(p99s);
        double median = medians[medians.length / 2];
        double p99 = p99s[p99s.length / 2];
        System.out.printf(
                Locale.ROOT,
                "%s: others take %.2f times as long (p50), %.2f times (p99); at most %.0f asked%n",
                what,
                median,
                p99,
                MOST_RATIO);
        return median <= MOST_RATIO && p99 <= MOST_RATIO;
    }

    /** Four times as much as the model can do, half of it of low priority and in a partition of its own. */
    private boolean priorities(FairnessJob job, double capacity) throws Exception {
        List<FairnessJob.Event> events = new ArrayList<>();
        for (int i = 0; i < OVERLOAD * capacity * seconds; i++) {
            events.add(new FairnessJob.Event(
                    i / (OVERLOAD * capacity), "key" + i, i % 2, i % 2 == 0 ? Priority.NORMAL : Priority.LOW));
        }
        FairnessJob.Answers answers = job.run(events);
        double[] tokens = new double[2];
        // when the last is sent, both still have more to do than they can
        for (int i = 0; i < events.size(); i++) {
            FairnessJob.Event event = answers.events().get(i);
            if (answers.seen()[i] > SETTLE_SECONDS && answers.seen()[i] <= seconds) {
                tokens[event.priority() == Priority.LOW ? 1 : 0] += answers.sourceTokens()[i];
            }
        }
        double share = tokens[1] / (tokens[0] + tokens[1]);
        System.out.printf(
                Locale.ROOT,
                "overload: low priority had %.1f%% of the source tokens beside normal (weights 4 and 1: %.0f%%)%n",
                100 * share,
                20.0);
        return share > 0.15;
    }
}
