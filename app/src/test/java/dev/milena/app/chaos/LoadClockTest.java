// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadClockTest {
    private final AtomicLong now = new AtomicLong(5_000);
    private final LoadClock clock = new LoadClock(Duration.ofNanos(1_000), now::get);

    @Test
    void shouldStandStillBeforeItsStart() {
        now.addAndGet(100);

        assertThat(clock.elapsedNanos()).isZero();
    }

    @Test
    void shouldSlowDownWhileAFaultWaits() {
        clock.start();
        now.addAndGet(100);
        clock.slow();
        now.addAndGet(80);
        assertThat(clock.elapsedNanos()).isEqualTo(110);

        clock.normal();
        now.addAndGet(20);
        assertThat(clock.elapsedNanos()).isEqualTo(130);
    }

    @Test
    void shouldKeepTheLastEventsBackUntilEveryFaultWasInjected() {
        clock.start();
        now.addAndGet(5_000);
        assertThat(clock.elapsedNanos()).isEqualTo(970);

        clock.allInjected();
        now.addAndGet(50);
        assertThat(clock.elapsedNanos()).isEqualTo(1_020);
    }
}
