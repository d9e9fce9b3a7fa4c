// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What the jobs of a run take at one moment, in bytes, all jobs together. Immutable.
 *
 * @param resident of the processes, as the operating system says
 * @param files of those, pages of files: libraries and the archive of classes
 * @param direct in direct buffers of the JVM
 * @param heapReserved taken from the operating system
 * @param heap used of it, garbage included
 * @param oldAfterCollection what the last collection of the old generation left there; 0 before the first one
 * @param nonHeap of the JVM: classes and compiled code
 * @param rocksDb of the pending stores: tables in memory, blocks and indexes of files; Kafka Streams tells it from the
 *     second minute on
 */
record MemorySample(
        long resident,
        long files,
        long direct,
        long heapReserved,
        long heap,
        long oldAfterCollection,
        long nonHeap,
        long rocksDb) {
    private static final String USED = "jvm_memory_used_bytes{";
    private static final String STORE = "kafka_stream_state_";

    /**
     * One job.
     *
     * @param procStatus lines of {@code /proc/PID/status}
     * @param metrics what the job serves at {@code /metrics}
     */
    static MemorySample of(Stream<String> procStatus, String metrics) {
        List<String> status = procStatus.toList();
        return new MemorySample(
                kilobytes(status, "VmRSS:"),
                kilobytes(status, "RssFile:"),
                sum(metrics, "jvm_buffer_memory_used_bytes{", "id=\"direct\""),
                sum(metrics, "jvm_memory_committed_bytes{", "area=\"heap\""),
                sum(metrics, USED, "area=\"heap\""),
                sum(metrics, "jvm_gc_live_data_size_bytes", ""),
                sum(metrics, USED, "area=\"nonheap\""),
                sum(metrics, STORE + "size_all_mem_tables{", "")
                        + sum(metrics, STORE + "block_cache_usage{", "")
                        + sum(metrics, STORE + "estimate_table_readers_mem{", ""));
    }

    /** The rest: the model and the engine's buffers, threads, and what the allocator keeps. */
    long other() {
        return resident - files - direct - heapReserved - nonHeap - rocksDb;
    }

    private static long kilobytes(List<String> procStatus, String name) {
        return 1_024
                * procStatus.stream()
                        .filter(line -> line.startsWith(name))
                        .map(line -> line.replaceAll("\\D+", ""))
                        .mapToLong(Long::parseLong)
                        .sum();
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
                sum(jobs, MemorySample::files),
                sum(jobs, MemorySample::direct),
                sum(jobs, MemorySample::heapReserved),
                sum(jobs, MemorySample::heap),
                sum(jobs, MemorySample::oldAfterCollection),
                sum(jobs, MemorySample::nonHeap),
                sum(jobs, MemorySample::rocksDb));
    }

    private static long sum(List<MemorySample> jobs, ToLongFunction<MemorySample> part) {
        return jobs.stream().mapToLong(part).sum();
    }
}
