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
            2026-11-21T08:00:00.000Z INFO  [t] d.m.t.TaskSession - Task 0_1 restored 3 pending events
            2026-11-21T08:00:10.000Z INFO  [t] d.m.t.TaskSession - Task 0_1 restored 12 pending events
            2026-11-21T08:00:11.000Z INFO  [t] d.m.t.TaskSession - Task 0_12 restored 5 pending events
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

    private static long at(String time) {
        return OffsetDateTime.parse("2026-11-21T" + time + "Z").toInstant().toEpochMilli();
    }
}
