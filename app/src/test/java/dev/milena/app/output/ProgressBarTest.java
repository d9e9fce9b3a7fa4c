// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void shouldShowShareDetailAndTimeLeft() {
        FakeTerminal screen = FakeTerminal.watched(80);
        try (ProgressBar bar = ProgressBar.of(screen.terminal(), "answering", 200, nanos::get)) {
            nanos.addAndGet(10_000_000_000L);
            bar.update(50, "12 texts/s");
        }

        assertThat(screen.err())
                .contains("answering ██████░░░░░░░░░░░░░░░░░░ 25 % · 12 texts/s · 0:30 left")
                .endsWith("\r\033[K");
    }

    @Test
    void shouldRedrawAtMostTenTimesASecond() {
        FakeTerminal screen = FakeTerminal.watched(80);
        try (ProgressBar bar = ProgressBar.of(screen.terminal(), "x", 1000, nanos::get)) {
            for (int i = 0; i < 100; i++) {
                nanos.addAndGet(10_000_000);
                bar.update(i, "");
            }
        }

        assertThat(screen.err().split("x ", -1)).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void shouldStaySilentWhereNobodyLooks() {
        FakeTerminal screen = FakeTerminal.piped("");
        try (ProgressBar bar = ProgressBar.of(screen.terminal(), "x", 10, nanos::get)) {
            nanos.addAndGet(1_000_000_000);
            bar.update(5, "");
        }

        assertThat(screen.err()).isEmpty();
    }
}
