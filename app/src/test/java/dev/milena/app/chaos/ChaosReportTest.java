// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.chaos.ChaosReport.Hit;
import dev.milena.app.chaos.ChaosReport.JobSigns;
import dev.milena.app.chaos.Verifier.Findings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChaosReportTest {
    private static final Findings CLEAN = new Findings(0, 0, 0, 0, 0, List.of());
    private static final JobSigns WELL = new JobSigns(new HealthWatch.Summary(100, 0, 20), 5, 0);
    private static final int FAULTS = FaultScheduleTest.options(1).faults().count();

    @Test
    void shouldBeKeptWhenNothingIsBrokenAndEveryFaultWasReal() {
        ChaosReport report = report(CLEAN, 0, 0, hits(FAULTS, 10, true), FAULTS);

        assertThat(report.broken()).isEmpty();
        assertThat(printed(report))
                .contains("lost 0", "KEPT", "jobs that ended by themselves: 2 {ENGINE_HUNG=2}")
                .doesNotContain("NOT KEPT", "BROKEN");
    }

    @Test
    void shouldNotBeKeptWhenAPromiseIsBroken() {
        for (Findings findings : List.of(
                new Findings(1, 0, 0, 0, 0, List.of()),
                new Findings(0, 1, 0, 0, 0, List.of()),
                new Findings(0, 0, 1, 0, 0, List.of()),
                new Findings(0, 0, 0, 1, 0, List.of()),
                new Findings(0, 0, 0, 0, 1, List.of()))) {
            assertThat(report(findings, 0, 0, hits(FAULTS, 10, true), FAULTS).kept())
                    .as("%s", findings)
                    .isFalse();
        }
        assertThat(report(CLEAN, 1, 0, hits(FAULTS, 10, true), FAULTS).kept()).isFalse();
        assertThat(report(CLEAN, 0, 1, hits(FAULTS, 10, true), FAULTS).kept()).isFalse();
    }

    @Test
    void shouldNotBeKeptWhenTheFaultsProveNothing() {
        assertThat(report(CLEAN, 0, 0, hits(FAULTS, 0, true), FAULTS).broken())
                .containsExactly("only 0 of " + FAULTS + " faults hit events in flight");
        assertThat(report(CLEAN, 0, 0, hits(FAULTS, 10, false), FAULTS).broken())
                .containsExactly("a fault did not do what its kind promises: [STALL]");
        assertThat(report(CLEAN, 0, 0, hits(FAULTS, 10, true), FAULTS / 2).broken())
                .containsExactly("only " + FAULTS / 2 + " of " + FAULTS + " faults came before the last event");
        assertThat(report(CLEAN, 0, 0, hits(1, 10, true), 1).broken())
                .containsExactly("only 1 of " + FAULTS + " faults were injected");
    }

    @Test
    void shouldNotBeKeptWhenAJobGaveUpOnAStage() {
        assertThat(report(CLEAN, 0, 0, hits(FAULTS, 10, true), FAULTS, Map.of("NOT_STARTABLE", 1), WELL)
                        .broken())
                .containsExactly("a job gave up because a stage refused to start, and no fault is a reason for that");
    }

    @Test
    void shouldNotBeKeptWhenJobsSaidThatTheyAreNotLiveOrStoppedLate() {
        assertThat(withSigns(new JobSigns(new HealthWatch.Summary(100, 3, 20), 5, 0))
                        .broken())
                .containsExactly("a job said 3 times that it is not live");
        assertThat(withSigns(new JobSigns(new HealthWatch.Summary(100, 0, 20), 5, 2))
                        .broken())
                .containsExactly("2 clean stops were not done in time");
    }

    private static ChaosReport withSigns(JobSigns signs) {
        return report(CLEAN, 0, 0, hits(FAULTS, 10, true), FAULTS, Map.of(), signs);
    }

    private static List<Hit> hits(int count, int inFlight, boolean proven) {
        List<Hit> hits = new ArrayList<>(
                Collections.nCopies(count, new Hit(Fault.Kind.KILL, inFlight, 2_000, true, false, 0, null)));
        hits.set(0, new Hit(Fault.Kind.STALL, inFlight, 2_000, proven, false, 0, null));
        return hits;
    }

    private static ChaosReport report(
            Findings findings, int openTransactions, int pending, List<Hit> hits, int beforeTheLast) {
        return report(findings, openTransactions, pending, hits, beforeTheLast, Map.of("ENGINE_HUNG", 2), WELL);
    }

    private static ChaosReport report(
            Findings findings,
            int openTransactions,
            int pending,
            List<Hit> hits,
            int beforeTheLast,
            Map<String, Integer> selfEnds,
            JobSigns signs) {
        return new ChaosReport(
                FaultScheduleTest.options(1),
                1_000,
                findings,
                0,
                openTransactions,
                0,
                pending,
                hits,
                beforeTheLast,
                selfEnds,
                Map.of(),
                signs,
                List.of(143),
                60);
    }

    private static String printed(ChaosReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
