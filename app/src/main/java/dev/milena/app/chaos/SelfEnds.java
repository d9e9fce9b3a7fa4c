// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.ExitCode;
import dev.milena.app.chaos.JobProcesses.SelfEnd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why jobs, and stream threads within jobs, ended without being told to: counted by kind of reason. Stateless. */
final class SelfEnds {
    /** What {@code -XX:+ExitOnOutOfMemoryError} exits with, which is also a code of Milena's own. */
    private static final int OUT_OF_MEMORY = 3;

    private SelfEnds() {}

    /**
     * Jobs that ended by themselves, by reason: the one that the job's log gives, or what its exit code means.
     *
     * @param logs by job
     */
    static Map<String, Integer> byReason(List<SelfEnd> ends, List<JobLog> logs) {
        return count(ends.stream().map(end -> reason(end, logs.get(end.job()))));
    }

    /** Stream threads that died and were replaced, by the classes of their errors. */
    static Map<String, Integer> threadsByCause(List<JobLog> logs) {
        return count(logs.stream().flatMap(log -> log.threadDeaths().stream()));
    }

    private static Map<String, Integer> count(Stream<String> reasons) {
        return reasons.collect(Collectors.toMap(Function.identity(), reason -> 1, Integer::sum, TreeMap::new));
    }

    private static String reason(SelfEnd end, JobLog log) {
        return log.stop(end.startedMillis(), end.noticedMillis())
                .orElseGet(() -> meaning(end.exitCode(), wasWarm(end, log)));
    }

    private static boolean wasWarm(SelfEnd end, JobLog log) {
        return log.firstWarm(end.startedMillis()).orElse(Long.MAX_VALUE) <= end.noticedMillis();
    }

    private static String meaning(int exitCode, boolean warm) {
        if (exitCode == OUT_OF_MEMORY && warm) { // settings are refused before the models are loaded
            return "OUT_OF_MEMORY";
        }
        return Arrays.stream(ExitCode.values())
                .filter(known -> known.code() == exitCode)
                .map(known -> known + (warm ? "" : " at its start"))
                .findFirst()
                .orElse("exit code " + exitCode);
    }
}
