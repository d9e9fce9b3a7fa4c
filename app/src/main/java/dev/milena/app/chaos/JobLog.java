// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a job's log says of its starts, its tasks, restored events and being fenced. Immutable. */
final class JobLog {
    private static final Pattern RESTORED =
            Pattern.compile("Task \\d+_(\\d+) of '[^']+' restored (\\d+) pending records");
    private static final List<String> FENCED = List.of(
            "Detected that the thread is being fenced",
            "lost due to missed rebalance",
            "ProducerFencedException",
            "InvalidProducerEpochException");

    private static final Pattern STOPPING = Pattern.compile("RestartPolicy - Stopping \\(([A-Z_]+)\\)");
    private static final Pattern THREAD_DIED =
            Pattern.compile("A stream thread died \\([^)]*\\): (.*)\\. It is replaced");
    private static final Pattern CLASS_NAME = Pattern.compile("(?:^|caused by )[a-z.]*([\\w$]+)");

    private static final Pattern METRICS = Pattern.compile("health and metrics: (http://\\S+)");
    private static final String LATE_STOP = "Kafka Streams did not close within";
    private static final String WARM = "models are warm";
    private static final String TASKS = "\tNew active tasks: [";

    /** Tasks of one assignment are restored within this time of each other. */
    private static final long TOGETHER_MILLIS = 5_000;

    private final List<Restored> restored = new ArrayList<>();
    private final List<Long> warm = new ArrayList<>();
    private final List<Long> assigned = new ArrayList<>();
    private long lastTime;
    private @Nullable String metrics;
    private final List<Long> fenced = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();
    private final List<String> threadDeaths = new ArrayList<>();
    private int lateStops;

    private JobLog() {}

    /** A task started with that many pending events. */
    record Restored(long atMillis, int partition, int events) {}

    /** It gave up, and said why. */
    private record Stop(long atMillis, String reason) {}

    /** What was restored together, and when the last of it was. */
    record Batch(long atMillis, Set<Integer> partitions, int events) {}

    static JobLog read(Path file) {
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            return of(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JobLog of(Stream<String> lines) {
        JobLog log = new JobLog();
        lines.forEach(log::add);
        return log;
    }

    private void add(String line) {
        long time = time(line);
        lastTime = time == 0 ? lastTime : time;
        Matcher matcher = RESTORED.matcher(line);
        if (line.contains(WARM)) {
            warm.add(time);
        } else if (line.startsWith(TASKS) && !line.startsWith(TASKS + "]")) {
            assigned.add(lastTime);
        } else if (matcher.find()) {
            restored.add(
                    new Restored(time(line), Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
        } else if (line.contains("health and metrics: ")) {
            Matcher address = METRICS.matcher(line);
            metrics = address.find() ? address.group(1) : metrics;
        } else if (line.contains(" - Stopping (")) {
            Matcher stop = STOPPING.matcher(line);
            if (stop.find()) {
                stops.add(new Stop(time, stop.group(1)));
            }
        } else if (line.contains("A stream thread died (")) {
            Matcher death = THREAD_DIED.matcher(line);
            threadDeaths.add(death.find() ? classes(death.group(1)) : "unknown");
        } else if (line.contains(LATE_STOP)) {
            lateStops++;
        } else if (FENCED.stream().anyMatch(line::contains)) {
            fenced.add(time(line));
        }
    }

    /** Milliseconds since the epoch, or 0 for a line that goes on with an earlier one. */
    private static long time(String line) {
        int end = line.indexOf(' ');
        try {
            return end < 0
                    ? 0
                    : OffsetDateTime.parse(line.substring(0, end)).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** When its models were first warm since a wall-clock time. */
    OptionalLong firstWarm(long fromMillis) {
        return first(warm, fromMillis);
    }

    /** When it first got tasks since a wall-clock time. */
    OptionalLong firstAssigned(long fromMillis) {
        return first(assigned, fromMillis);
    }

    private static OptionalLong first(List<Long> times, long fromMillis) {
        return times.stream()
                .mapToLong(Long::longValue)
                .filter(at -> at >= fromMillis)
                .min();
    }

    /** The tasks that were restored first since a wall-clock time, and those that were shortly after. */
    Batch firstRestored(long fromMillis) {
        OptionalLong first = first(restored.stream().map(Restored::atMillis).toList(), fromMillis);
        List<Restored> together = restored.stream()
                .filter(task ->
                        task.atMillis() >= fromMillis && task.atMillis() <= first.orElse(fromMillis) + TOGETHER_MILLIS)
                .toList();
        return new Batch(
                together.stream().mapToLong(Restored::atMillis).max().orElse(fromMillis),
                together.stream().map(Restored::partition).collect(Collectors.toSet()),
                together.stream().mapToInt(Restored::events).sum());
    }

    /** Where its latest life serves health and metrics, without a path. */
    Optional<String> metricsAddress() {
        return Optional.ofNullable(metrics);
    }

    private static String classes(String description) {
        return CLASS_NAME
                .matcher(description)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.joining(" < "));
    }

    /** The reason that it gave when it gave up between two wall-clock times. */
    Optional<String> stop(long fromMillis, long toMillis) {
        return stops.stream()
                .filter(stop -> stop.atMillis() >= fromMillis && stop.atMillis() <= toMillis)
                .map(Stop::reason)
                .findFirst();
    }

    /** Stream threads that died and were replaced: the classes of each one's error and its causes. */
    List<String> threadDeaths() {
        return List.copyOf(threadDeaths);
    }

    /** How often a clean stop was not done in time. */
    int lateStops() {
        return lateStops;
    }

    /** How often it was fenced, in lines: one thread may say it several times. */
    int fenced() {
        return fenced.size();
    }

    /** Whether it was fenced at a wall-clock time or later. */
    boolean fencedSince(long fromMillis) {
        return fenced.stream().anyMatch(at -> at >= fromMillis);
    }

    /**
     * Pending events that the next owners of partitions found, whoever they are.
     *
     * @param logs of all jobs
     * @param partitions what the victim owned
     * @param fromMillis when it was hit
     * @param toMillis when it no longer counts
     */
    static int restored(List<JobLog> logs, Set<Integer> partitions, long fromMillis, long toMillis) {
        int events = 0;
        for (int partition : partitions) {
            events += logs.stream()
                    .flatMap(log -> log.restored.stream())
                    .filter(start -> start.partition() == partition)
                    .filter(start -> start.atMillis() >= fromMillis && start.atMillis() <= toMillis)
                    .min(Comparator.comparingLong(Restored::atMillis))
                    .map(Restored::events)
                    .orElse(0);
        }
        return events;
    }
}
