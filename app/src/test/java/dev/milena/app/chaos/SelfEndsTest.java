// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.chaos.JobProcesses.SelfEnd;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelfEndsTest {
    private static final JobLog LOG = JobLog.of("""
            2026-11-21T08:00:02.000Z INFO  [main] d.m.a.c.RunCommand - models are warm: [simulated]
            2026-11-21T08:00:05.000Z ERROR [s-1] dev.milena.host.RestartPolicy - A stream thread died (outage 1 of at most 100): org.apache.kafka.streams.errors.StreamsException, caused by org.apache.kafka.common.errors.TimeoutException. It is replaced in 500 ms; nothing is lost
            2026-11-21T08:00:06.000Z ERROR [s-2] dev.milena.host.RestartPolicy - A stream thread died (outage 2 of at most 100): dev.milena.topology.PendingLimitException: No batch completed for 10012 ms. Look at the engine. It is replaced in 1000 ms; nothing is lost
            2026-11-21T08:00:09.000Z ERROR [s-1] dev.milena.host.RestartPolicy - Stopping (STREAMS_STOPPED): Kafka Streams went to ERROR by itself
            2026-11-21T08:00:22.000Z INFO  [main] d.m.a.c.RunCommand - models are warm: [simulated]
            """.lines());

    @Test
    void shouldTellTheReasonThatTheLogGivesAndElseWhatTheExitCodeMeans() {
        assertThat(SelfEnds.byReason(
                        List.of(
                                new SelfEnd(0, 7, at("08:00:01"), at("08:00:10")),
                                new SelfEnd(0, 6, at("08:00:11"), at("08:00:15")),
                                new SelfEnd(0, 3, at("08:00:20"), at("08:00:29")),
                                new SelfEnd(0, 9, at("08:00:20"), at("08:00:29")),
                                new SelfEnd(0, 6, at("08:00:30"), at("08:00:39")),
                                new SelfEnd(0, 134, at("08:00:50"), at("08:00:59"))),
                        List.of(LOG)))
                .isEqualTo(Map.of(
                        "STREAMS_STOPPED", 1,
                        "OUT_OF_MEMORY", 1,
                        "ENGINE_HUNG", 1,
                        "BROKER at its start", 2,
                        "exit code 134", 1));
    }

    @Test
    void shouldCountThreadsByTheClassesOfTheirErrorsWithoutMessages() {
        assertThat(SelfEnds.threadsByCause(List.of(LOG, LOG)))
                .isEqualTo(Map.of("StreamsException < TimeoutException", 2, "PendingLimitException", 2));
    }

    private static long at(String time) {
        return OffsetDateTime.parse("2026-11-21T" + time + "Z").toInstant().toEpochMilli();
    }
}
