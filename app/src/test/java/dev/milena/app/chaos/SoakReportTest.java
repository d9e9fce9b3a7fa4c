// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.chaos.Verifier.Findings;
import dev.milena.app.chaos.job.ChaosTopology;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SoakReportTest {
    private static final long MEGA = 1 << 20;

    @Test
    void shouldBeKeptWhenMemoryStaysWhatItWas() {
        SoakReport report = report(0, Map.of(), i -> 400 * MEGA + i % 3 * MEGA, i -> 8 * MEGA);

        assertThat(report.broken()).isEmpty();
        assertThat(printed(report))
                .contains(
                        "quarter 4",
                        "=  100.0 +     60.0 +   8.00 +     2.0 +  30.0 +          201.0;",
                        "resident +0.00%",
                        "KEPT")
                .doesNotContain("NOT KEPT");
    }

    @Test
    void shouldForgiveWarmUpAndWhatIsGivenBack() {
        assertThat(report(0, Map.of(), i -> (i < 10 ? 100 : 400) * MEGA, i -> 8 * MEGA)
                        .kept())
                .isTrue();
        assertThat(report(0, Map.of(), i -> (400 - i) * MEGA, i -> 8 * MEGA).kept())
                .isTrue();
    }

    @Test
    void shouldNotBeKeptWhenMemoryGrows() {
        assertThat(report(0, Map.of(), i -> (400 + i) * MEGA, i -> 8 * MEGA).broken())
                .containsExactly("resident memory grew by 4.8% from the second quarter to the last");
        assertThat(report(0, Map.of(), i -> 400 * MEGA, i -> (8 + i) * MEGA).broken())
                .containsExactly("direct memory grew by 87.0% from the second quarter to the last");
    }

    @Test
    void shouldNotBeKeptWhenEventsAreLostJobsEndOrNobodyLooked() {
        assertThat(report(1, Map.of(), i -> 400 * MEGA, i -> 8 * MEGA).broken()).containsExactly("1 events were lost");
        assertThat(report(0, Map.of("ENGINE_HUNG", 1), i -> 400 * MEGA, i -> 8 * MEGA)
                        .broken())
                .containsExactly("jobs ended by themselves");
        assertThat(new SoakReport(run(0, Map.of()), List.of(), 3).broken())
                .containsExactly("only 0 samples of memory, and fewer than 8 say nothing; let it run longer");
    }

    private static SoakReport report(
            int lost, Map<String, Integer> selfEnds, IntToLongFunction resident, IntToLongFunction direct) {
        List<MemorySample> samples = IntStream.range(0, 40)
                .mapToObj(i -> new MemorySample(
                        resident.applyAsLong(i),
                        30 * MEGA,
                        direct.applyAsLong(i),
                        100 * MEGA,
                        50 * MEGA,
                        20 * MEGA,
                        60 * MEGA,
                        2 * MEGA))
                .toList();
        return new SoakReport(run(lost, selfEnds), samples, 3);
    }

    private static ChaosReport run(int lost, Map<String, Integer> selfEnds) {
        ChaosOptions options = new ChaosOptions(
                100,
                1,
                10,
                4,
                1,
                2,
                1,
                ChaosOptions.Faults.NONE,
                1,
                Duration.ofSeconds(60),
                Duration.ofSeconds(6),
                Duration.ofSeconds(60),
                ChaosOptions.TestEngine.of(100),
                null,
                ChaosTopology.EVENTS,
                false,
                false,
                false,
                true,
                true);
        return new ChaosReport(
                options,
                100,
                new Findings(lost, 0, 0, 0, 0, List.of()),
                0,
                0,
                0,
                0,
                List.of(),
                0,
                selfEnds,
                Map.of(),
                new ChaosReport.JobSigns(new HealthWatch.Summary(10, 0, 0), 0, 0),
                List.of(143),
                60);
    }

    private static String printed(SoakReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
