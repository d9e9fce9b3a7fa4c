// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobLogTest {
    private static final String LOG = """
            2026-11-21T08:00:00.000Z INFO  [t] d.m.s.i.s.TaskSession - Task 0_1 of 'milena-enrichment' restored 3 pending records
            2026-11-21T08:00:10.000Z INFO  [t] d.m.s.i.s.TaskSession - Task 0_1 of 'milena-enrichment' restored 12 pending records
            2026-11-21T08:00:11.000Z INFO  [t] d.m.s.i.s.TaskSession - Task 0_12 of 'milena-enrichment' restored 5 pending records
            2026-11-21T08:00:20.500Z WARN  [t] o.a.k.s.p.i.StreamThread - Detected that the thread is being fenced. This
            org.apache.kafka.common.errors.ProducerFencedException: there is a newer producer
            """;

    private final JobLog log = JobLog.of(LOG.lines());

    @Test
    void shouldCountWhatTheNextOwnerFound() {
        assertThat(JobLog.restored(List.of(log), Set.of(1, 12), at("08:00:05"), at("08:01:00")))
                .isEqualTo(17);
        assertThat(JobLog.restored(List.of(log), Set.of(12), at("08:00:05"), at("08:01:00")))
                .isEqualTo(5);
        assertThat(JobLog.restored(List.of(log), Set.of(1), at("08:00:15"), at("08:01:00")))
                .isZero();
        assertThat(JobLog.restored(List.of(), Set.of(1), at("08:00:05"), at("08:01:00")))
                .isZero();
    }

    @Test
    void shouldKnowWhenAJobWasFenced() {
        assertThat(log.fencedSince(at("08:00:20"))).isTrue();
        assertThat(log.fencedSince(at("08:00:21"))).isFalse();
        assertThat(JobLog.of(Stream.of("no log at all", "")).fencedSince(0)).isFalse();
    }

    @Test
    void shouldTellHowAJobCameBack() {
        JobLog back = JobLog.of("""
                2026-11-21T08:00:02.000Z INFO  [main] d.m.a.c.RunCommand - models are warm: [simulated]
                2026-11-21T08:00:03.000Z INFO  [s-1] o.a.k.s.p.i.TaskManager - Handle new assignment with:
                \tNew active tasks: []
                2026-11-21T08:00:05.000Z INFO  [s-1] o.a.k.s.p.i.TaskManager - Handle new assignment with:
                \tNew active tasks: [0_1, 0_2]
                2026-11-21T08:00:06.000Z INFO  [s-1] d.m.s.i.s.TaskSession - Task 0_1 of 'milena-enrichment' restored 3 pending records
                2026-11-21T08:00:06.500Z INFO  [s-1] d.m.s.i.s.TaskSession - Task 0_2 of 'milena-enrichment' restored 4 pending records
                2026-11-21T08:00:30.000Z INFO  [s-1] d.m.s.i.s.TaskSession - Task 0_7 of 'milena-enrichment' restored 9 pending records
                """.lines());

        assertThat(back.firstWarm(at("08:00:00"))).hasValue(at("08:00:02"));
        assertThat(back.firstWarm(at("08:00:03"))).isEmpty();
        assertThat(back.firstAssigned(at("08:00:02"))).hasValue(at("08:00:05"));
        assertThat(back.firstRestored(at("08:00:05")))
                .isEqualTo(new JobLog.Batch(at("08:00:06") + 500, Set.of(1, 2), 7));
        assertThat(back.firstRestored(at("08:01:00")).partitions()).isEmpty();
    }

    private static long at(String time) {
        return OffsetDateTime.parse("2026-11-21T" + time + "Z").toInstant().toEpochMilli();
    }
}
