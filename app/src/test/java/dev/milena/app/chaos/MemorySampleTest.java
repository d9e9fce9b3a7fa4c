// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.host.metrics.JobMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class MemorySampleTest {

    @Test
    void shouldReadWhatTheSystemAndTheMetricsSay() {
        MemorySample sample = MemorySample.of(
                Stream.of("Name:\tjava", "VmRSS:\t  65536 kB", "RssFile:\t 100 kB", "VmHWM:\t 9999 kB"), """
                        jvm_buffer_memory_used_bytes{id="direct"} 1048576.0
                        jvm_buffer_memory_used_bytes{id="mapped"} 77.0
                        jvm_gc_live_data_size_bytes 5.0
                        jvm_memory_committed_bytes{area="heap",id="Eden Space"} 1.5E7
                        jvm_memory_committed_bytes{area="heap",id="Tenured Gen"} 2.5E7
                        jvm_memory_committed_bytes{area="nonheap",id="Metaspace"} 9.0E9
                        jvm_memory_used_bytes{area="heap",id="Eden Space"} 1.0E7
                        jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2.0E7
                        jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 4.0E6
                        jvm_memory_max_bytes{area="heap",id="Tenured Gen"} 9.0E9
                        kafka_stream_state_size_all_mem_tables{task_id="0_0"} 1000.0
                        kafka_stream_state_size_all_mem_tables{task_id="0_1"} 1000.0
                        kafka_stream_state_block_cache_usage{task_id="0_0"} 20.0
                        kafka_stream_state_block_cache_capacity{task_id="0_0"} 9.0E9
                        kafka_stream_state_estimate_table_readers_mem{task_id="0_0"} 3.0
                        """);

        assertThat(sample)
                .isEqualTo(
                        new MemorySample(67_108_864, 102_400, 1_048_576, 40_000_000, 30_000_000, 5, 4_000_000, 2_023));
        assertThat(sample.other()).isEqualTo(67_108_864 - 102_400 - 1_048_576 - 40_000_000 - 4_000_000 - 2_023);
        assertThat(MemorySample.sum(List.of(sample, sample)))
                .isEqualTo(new MemorySample(
                        134_217_728, 204_800, 2_097_152, 80_000_000, 60_000_000, 10, 8_000_000, 4_046));
    }

    @Test
    @EnabledIf("hasProc")
    void shouldSeeABufferOfThisProcess() throws IOException {
        MemorySample before = ofThisProcess();
        ByteBuffer buffer = ByteBuffer.allocateDirect(8 << 20);
        MemorySample after = ofThisProcess();

        assertThat(after.direct() - before.direct()).isGreaterThanOrEqualTo(buffer.capacity());
        assertThat(after.resident()).isGreaterThan(10 << 20);
        assertThat(after.heap()).isPositive();
        assertThat(after.nonHeap()).isPositive();
    }

    private static MemorySample ofThisProcess() throws IOException {
        try (JobMetrics metrics = new JobMetrics();
                Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return MemorySample.of(status, metrics.scrape());
        }
    }

    static boolean hasProc() {
        return Files.exists(Path.of("/proc/self/status"));
    }
}
