// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.Verifier.Findings;
import dev.milena.app.chaos.job.EngineTime;
import dev.milena.host.FatalFailure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed. Immutable.
 *
 * @param options what was run
 * @param sent events that the cluster acknowledged
 * @param findings what the verifier found
 * @param attentionWrong events without exactly one attention map, or under at_least_once without any
 * @param openTransactions transactions that were neither committed nor aborted at the end
 * @param heldBack partitions in which an open transaction held readers back at the end
 * @param pending entries left in the pending store
 * @param faults what was done
 * @param beforeTheLastEvent faults that came before the last event was sent
 * @param selfEnds how often a job ended without being told to, by reason
 * @param threadDeaths how often a stream thread died and was replaced, by the classes of its error
 * @param signs what the jobs said of themselves
 * @param exitCodes of the jobs at the end
 * @param seconds from the first event to the last answer
 */
public record ChaosReport(
        ChaosOptions options,
        int sent,
        Findings findings,
        int attentionWrong,
        int openTransactions,
        long heldBack,
        int pending,
        List<Hit> faults,
        int beforeTheLastEvent,
        Map<String, Integer> selfEnds,
        Map<String, Integer> threadDeaths,
        JobSigns signs,
        List<Integer> exitCodes,
        double seconds) {

    /**
     * What the jobs of a run said of themselves.
     *
     * @param health to who asked for it
     * @param fenced lines of their logs by which one was fenced
     * @param lateStops clean stops that were not done in time
     */
    record JobSigns(HealthWatch.Summary health, int fenced, int lateStops) {}

    /**
     * A fault and what it did.
     *
     * @param kind what was done
     * @param inFlight pending events that the next owners found; for a broker and a cut, events that were unanswered
     * @param pauseMillis how long readers saw nothing new in one of its partitions
     * @param proven whether it did what its kind promises: a stalled job was removed and found itself fenced, a cut
     *     dropped connections, a stopped job ended by its signal, one that was added got its share, and while all brokers
     *     slept every job said that it is live and not ready
     * @param coordinatorMoved whether another broker coordinates the group since
     * @param tookMillis how long a stop, a pause or the way of a new job to its share took; -1 where it never got it
     * @param recovery how a killed job came back, or null
     */
    record Hit(
            Fault.Kind kind,
            int inFlight,
            long pauseMillis,
            boolean proven,
            boolean coordinatorMoved,
            long tookMillis,
            @Nullable Recovery recovery) {}

    /** Whether the promises of the guarantee were kept, nothing was left behind, and the faults were real. */
    public boolean kept() {
        return broken().isEmpty();
    }

    /** Every promise or condition that does not hold, as a sentence. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        check(broken, sent == options.records(), "only " + sent + " of " + options.records() + " events were sent");
        check(broken, findings.lost() == 0, findings.lost() + " events were lost");
        check(broken, findings.wrong() == 0, findings.wrong() + " answers are wrong");
        check(broken, findings.unknown() == 0, findings.unknown() + " answers are to events that nobody sent");
        if (!options.atLeastOnce()) {
            check(broken, findings.duplicated() == 0, findings.duplicated() + " answers came twice");
            check(broken, findings.inversions() == 0, findings.inversions() + " answers overtook one of their key");
        }
        check(broken, attentionWrong == 0, attentionWrong + " events have no or a second attention map");
        check(broken, openTransactions == 0, openTransactions + " transactions are open");
        check(broken, heldBack == 0, heldBack + " partitions are held back");
        check(broken, pending == 0, pending + " entries are pending");
        check(
                broken,
                10 * beforeTheLastEvent >= 9 * faults.size(),
                "only " + beforeTheLastEvent + " of " + faults.size() + " faults came before the last event");
        check(
                broken,
                faults.size() == options.faults().count(),
                "only " + faults.size() + " of " + options.faults().count() + " faults were injected");
        check(
                broken,
                2 * inFlight() >= faults.size(),
                "only " + inFlight() + " of " + faults.size() + " faults hit events in flight");
        check(
                broken,
                faults.stream().allMatch(Hit::proven),
                "a fault did not do what its kind promises: "
                        + faults.stream()
                                .filter(hit -> !hit.proven())
                                .map(hit -> hit.kind().toString())
                                .toList());
        check(
                broken,
                signs.health().notLive() == 0,
                "a job said " + signs.health().notLive() + " times that it is not live");
        check(broken, signs.lateStops() == 0, signs.lateStops() + " clean stops were not done in time");
        check(
                broken,
                !options.faults().areGentle() || signs.fenced() == 0,
                "members were fenced although none was disturbed: " + signs.fenced() + " lines");
        check(
                broken,
                !selfEnds.containsKey(FatalFailure.Reason.NOT_STARTABLE.name()),
                "a job gave up because a stage refused to start, and no fault is a reason for that");
        return broken;
    }

    private static void check(List<String> broken, boolean holds, String complaint) {
        if (!holds) {
            broken.add(complaint);
        }
    }

    private long inFlight() {
        return faults.stream().filter(hit -> hit.inFlight() > 0).count();
    }

    /** Says everything, for a person. */
    public void print(PrintStream out) {
        printFindings(out);
        broken().forEach(complaint -> out.println("BROKEN: " + complaint));
        out.println(kept() ? "KEPT" : "NOT KEPT");
    }

    /** Says everything but the verdict. */
    void printFindings(PrintStream out) {
        out.printf(
                "%d events%s, %d keys, %d partitions, %d jobs, %d brokers, seed %d, %s, buffer %s, engine %s%n",
                sent,
                switch (options.topology()) {
                    case EVENTS -> "";
                    case CHAINED -> " of three records each, translated and summarized";
                    case WINDOWS -> ", summarized over windows";
                },
                options.keys(),
                options.partitions(),
                options.instances(),
                options.brokers(),
                options.seed(),
                options.atLeastOnce() ? "at_least_once" : "exactly_once_v2",
                buffer(),
                options.bundle() == null ? engine() : options.bundle());
        out.printf(
                "lost %d · duplicated %d · inversions %d · wrong %d · unknown %d · attention %d%n",
                findings.lost(),
                findings.duplicated(),
                findings.inversions(),
                findings.wrong(),
                findings.unknown(),
                attentionWrong);
        out.printf(
                "open transactions %d · partitions held back %d · pending entries %d%n",
                openTransactions, heldBack, pending);
        for (Fault.Kind kind : Fault.Kind.values()) {
            print(out, kind);
        }
        if (!faults.isEmpty()) {
            out.printf(
                    "faults before the last event: %d of %d; in flight at the fault: %d of %d; coordinator moved %d times%n",
                    beforeTheLastEvent,
                    faults.size(),
                    inFlight(),
                    faults.size(),
                    faults.stream().filter(Hit::coordinatorMoved).count());
        }
        out.println("jobs that ended by themselves: " + counted(selfEnds));
        out.println("stream threads that died and were replaced: " + counted(threadDeaths));
        out.println("health: " + signs.health());
        out.printf("lines of fenced members: %d, clean stops that came late: %d%n", signs.fenced(), signs.lateStops());
        out.printf(
                "exit codes at the end: %s; %.0f s from first event to last answer, %.1f answers/s%n",
                exitCodes, seconds, sent / Math.max(seconds, 0.001));
        findings.examples().forEach(example -> out.println("  e.g. " + example));
    }

    private String engine() {
        EngineTime time = options.engine().time();
        return "test, "
                + (time.isRate() ? time.textsPerSecond() + " texts a second" : time.millisPerBatch() + " ms a batch")
                + (time.uneven() ? ", uneven" : "")
                + (time.stall().isZero() ? "" : ", stalls of " + time.stall().toSeconds() + " s");
    }

    private String buffer() {
        if (options.unloggedBuffer()) {
            return "memory (negative control)";
        }
        return options.deletesAtOnce() ? "store, entries deleted at once (negative control)" : "store";
    }

    private static String counted(Map<String, Integer> reasons) {
        int all = reasons.values().stream().mapToInt(Integer::intValue).sum();
        return all == 0 ? "0" : all + " " + reasons;
    }

    private void print(PrintStream out, Fault.Kind kind) {
        List<Hit> hits = faults.stream().filter(hit -> hit.kind() == kind).toList();
        if (hits.isEmpty()) {
            return;
        }
        long[] pauses = hits.stream().mapToLong(Hit::pauseMillis).sorted().toArray();
        out.printf(
                "%-6s %3d times, events in flight %s, readers paused %.1f s (median), %.1f s (longest)%n",
                kind,
                hits.size(),
                Arrays.toString(hits.stream().mapToInt(Hit::inFlight).toArray()),
                pauses[pauses.length / 2] / 1e3,
                pauses[pauses.length - 1] / 1e3);
        if (hits.stream().anyMatch(hit -> hit.tookMillis() != 0)) {
            out.printf(
                    "       took %s s%n",
                    hits.stream()
                            .map(hit -> String.format(Locale.ROOT, "%.1f", hit.tookMillis() / 1e3))
                            .collect(Collectors.joining(", ")));
        }
        hits.stream()
                .map(Hit::recovery)
                .filter(Objects::nonNull)
                .forEach(recovery -> out.println("       " + recovery));
    }
}
