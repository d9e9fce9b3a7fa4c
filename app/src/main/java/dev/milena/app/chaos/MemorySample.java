// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What the jobs of a run take at one moment, in bytes, all jobs together. Immutable.
 *
 * @param resident of the processes, as the operating system says
 * @param direct in direct buffers of the JVM
 * @param heap used, garbage included
 * @param oldAfterCollection what the last collection of the old generation left there; 0 before the first one
 * @param nonHeap of the JVM: classes and compiled code
 */
record MemorySample(long resident, long direct, long heap, long oldAfterCollection, long nonHeap) {
    private static final String USED = "jvm_memory_used_bytes{";

    /**
     * One job.
     *
     * @param procStatus lines of {@code /proc/PID/status}
     * @param metrics what the job serves at {@code /metrics}
     */
    static MemorySample of(Stream<String> procStatus, String metrics) {
        long resident = procStatus
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D+", ""))
                .mapToLong(Long::parseLong)
                .sum();
        return new MemorySample(
                1_024 * resident,
                sum(metrics, "jvm_buffer_memory_used_bytes{", "id=\"direct\""),
                sum(metrics, USED, "area=\"heap\""),
                sum(metrics, "jvm_gc_live_data_size_bytes", ""),
                sum(metrics, USED, "area=\"nonheap\""));
    }

    private static long sum(String metrics, String name, String label) {
        return (long) metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static MemorySample sum(List<MemorySample> jobs) {
        return new MemorySample(
                sum(jobs, MemorySample::resident),
                sum(jobs, MemorySample::direct),
                sum(jobs, MemorySample::heap),
                sum(jobs, MemorySample::oldAfterCollection),
                sum(jobs, MemorySample::nonHeap));
    }

    private static long sum(List<MemorySample> jobs, ToLongFunction<MemorySample> part) {
        return jobs.stream().mapToLong(part).sum();
    }
}
