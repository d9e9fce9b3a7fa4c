// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.Vocabulary;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.GpuMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory is invisible to the garbage collector: what a call allocates must be gone with the call. */
class EngineMemoryTest {
    private static final int BATCHES = 100;
    private static final int ROWS = 64;
    private static final int SOURCE = 64;
    private static final int TARGET = 16;

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldGiveBackWhatACallAllocatesWhenBatchesAreMany() throws IOException {
        Bundle bundle = Bundle.open(BundleFixture.repository().resolve("models/tiny"));
        int vocabulary = Vocabulary.read(bundle.file("tokenizer.json")).size();
        try (OnnxSeq2SeqEngine engine =
                OnnxSeq2SeqEngine.open(bundle, EngineDevice.parse("cpu"), GpuMemory.asNeeded(), 1, 1, vocabulary)) {
            run(engine);
            long before = residentBytes();
            run(engine);
            long grown = residentBytes() - before;

            assertThat(engine.openArrays()).isZero();
            // attention alone, left behind by each call, would be twice as much
            assertThat(grown).isLessThan(BATCHES * (long) ROWS * SOURCE * TARGET * Float.BYTES / 2);
        }
    }

    private static void run(OnnxSeq2SeqEngine engine) {
        List<DecoderRow> rows = IntStream.range(0, ROWS)
                .mapToObj(row -> new DecoderRow(
                        IntStream.range(0, SOURCE)
                                .map(i -> i == SOURCE - 1 ? 0 : 10 + row + i)
                                .toArray(),
                        TARGET))
                .toList();
        for (int batch = 0; batch < BATCHES; batch++) {
            assertThat(engine.decode(rows, DecodingOptions.greedy())).hasSize(ROWS);
        }
        System.gc();
    }

    private static long residentBytes() throws IOException {
        long pages =
                Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1]);
        return pages * 4096;
    }
}
