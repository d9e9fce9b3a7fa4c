// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EngineTimeTest {
    private static final int CALLS = 20_000;

    private final Random random = new Random(1);

    @Test
    void shouldAnswerAtItsRateWhateverTheBatch() {
        EngineTime fiveASecond = new EngineTime(200, false, 5, false, Duration.ZERO);

        assertThat(averageMillis(fiveASecond, 1)).isBetween(390.0, 410.0); // two calls beside each other
        assertThat(averageMillis(fiveASecond, 32)).isBetween(12_600.0, 13_000.0);
    }

    @Test
    void shouldTakeItsTimeForABatchOrLessForASmallerOne() {
        assertThat(averageMillis(EngineTime.ofBatch(200), 1)).isBetween(195.0, 205.0);
        EngineTime scaling = new EngineTime(200, true, 0, false, Duration.ZERO);
        assertThat(averageMillis(scaling, 32)).isBetween(195.0, 205.0);
        assertThat(averageMillis(scaling, 1)).isBetween(25.0, 35.0);
    }

    @Test
    void shouldBeUnevenAndStallWhereAsked() {
        EngineTime uneven = new EngineTime(100, false, 0, true, Duration.ZERO);
        EngineTime stalling = new EngineTime(100, false, 0, false, Duration.ofSeconds(20));

        assertThat(times(uneven, 1).max().getAsLong()).isBetween(390_000_000L, 400_000_000L);
        assertThat(times(stalling, 1).filter(nanos -> nanos > 20_000_000_000L).count())
                .isBetween(CALLS / 50 / 2L, CALLS / 50 * 2L);
    }

    private LongStream times(EngineTime time, int texts) {
        return LongStream.range(0, CALLS).map(call -> time.nanos(texts, random));
    }

    private double averageMillis(EngineTime time, int texts) {
        return times(time, texts).average().orElseThrow() / 1e6;
    }
}
