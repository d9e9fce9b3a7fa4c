// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a long run without faults showed: the same findings as a run with faults, and whether memory stayed what it was.
 * The first quarter of the samples is warm-up; the last one is compared with the second. Immutable.
 *
 * @param run what the verifier and the cluster say
 * @param samples of the jobs' memory, at a steady pace
 * @param tolerancePercent by how much the last quarter may exceed the second
 */
public record SoakReport(ChaosReport run, List<MemorySample> samples, double tolerancePercent) {
    private static final int QUARTERS = 4;
    private static final int FEWEST_SAMPLES = 2 * QUARTERS;

    /** Buffers come and go with each batch: less than this is no leak that anybody could see. */
    private static final long SLACK = 1 << 20;

    private static final double MEGA = 1 << 20;

    /**
     * One quarter.
     *
     * @param resident median of its samples, as the others
     * @param lowestHeap least heap in use, which is what collections leave
     */
    private record Quarter(
            long resident,
            long heapReserved,
            long nonHeap,
            long direct,
            long rocksDb,
            long files,
            long other,
            long heap,
            long lowestHeap,
            long oldAfterCollection) {}

    /** Whether nothing was lost, no job ended, and memory stayed what it was. */
    public boolean kept() {
        return broken().isEmpty();
    }

    /** Every promise or condition that does not hold, as a sentence. */
    List<String> broken() {
        List<String> broken = new ArrayList<>(run.broken());
        if (!run.selfEnds().isEmpty()) {
            broken.add("jobs ended by themselves");
        }
        if (samples.size() < FEWEST_SAMPLES) {
            broken.add("only " + samples.size() + " samples of memory, and fewer than " + FEWEST_SAMPLES
                    + " say nothing; let it run longer");
            return broken;
        }
        List<Quarter> quarters = quarters();
        check(
                broken,
                "resident memory",
                quarters.get(1).resident(),
                quarters.get(3).resident());
        check(broken, "direct memory", quarters.get(1).direct(), quarters.get(3).direct());
        return broken;
    }

    private void check(List<String> broken, String what, long second, long last) {
        if (last - second > Math.max(SLACK, second * tolerancePercent / 100)) {
            broken.add(String.format(
                    "%s grew by %.1f%% from the second quarter to the last", what, growthPercent(second, last)));
        }
    }

    private static double growthPercent(long second, long last) {
        return 100.0 * (last - second) / Math.max(1, second);
    }

    private List<Quarter> quarters() {
        List<Quarter> quarters = new ArrayList<>();
        for (int i = 0; i < QUARTERS; i++) {
            List<MemorySample> part =
                    samples.subList(i * samples.size() / QUARTERS, (i + 1) * samples.size() / QUARTERS);
            quarters.add(new Quarter(
                    median(part, MemorySample::resident),
                    median(part, MemorySample::heapReserved),
                    median(part, MemorySample::nonHeap),
                    median(part, MemorySample::direct),
                    median(part, MemorySample::rocksDb),
                    median(part, MemorySample::files),
                    median(part, MemorySample::other),
                    median(part, MemorySample::heap),
                    part.stream().mapToLong(MemorySample::heap).min().orElse(0),
                    median(part, MemorySample::oldAfterCollection)));
        }
        return quarters;
    }

    private static long median(List<MemorySample> part, ToLongFunction<MemorySample> value) {
        long[] sorted = part.stream().mapToLong(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Says everything, for a person. */
    public void print(PrintStream out) {
        run.printFindings(out);
        if (samples.size() >= FEWEST_SAMPLES) {
            List<Quarter> quarters = quarters();
            out.printf(
                    "%-10s %9s = %6s + %8s + %6s + %7s + %5s + %14s; of the heap: %6s %8s %10s%n",
                    "MiB",
                    "resident",
                    "heap",
                    "non-heap",
                    "direct",
                    "RocksDB",
                    "files",
                    "engine, others",
                    "used",
                    "at least",
                    "old, live");
            for (int i = 0; i < QUARTERS; i++) {
                Quarter quarter = quarters.get(i);
                out.printf(
                        "quarter %d  %9.1f = %6.1f + %8.1f + %6.2f + %7.1f + %5.1f + %14.1f; %19.1f %8.1f %10.1f%n",
                        i + 1,
                        quarter.resident() / MEGA,
                        quarter.heapReserved() / MEGA,
                        quarter.nonHeap() / MEGA,
                        quarter.direct() / MEGA,
                        quarter.rocksDb() / MEGA,
                        quarter.files() / MEGA,
                        quarter.other() / MEGA,
                        quarter.heap() / MEGA,
                        quarter.lowestHeap() / MEGA,
                        quarter.oldAfterCollection() / MEGA);
            }
            out.printf(
                    "from the second quarter to the last: resident %+.2f%%, direct %+.2f%%; %d samples%n",
                    growthPercent(quarters.get(1).resident(), quarters.get(3).resident()),
                    growthPercent(quarters.get(1).direct(), quarters.get(3).direct()),
                    samples.size());
        }
        broken().forEach(complaint -> out.println("BROKEN: " + complaint));
        out.println(kept() ? "KEPT" : "NOT KEPT");
    }
}
