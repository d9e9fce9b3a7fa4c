// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdlenessTest {
    private final Idleness idleness = new Idleness(3_000, 10_000);

    @Test
    void shouldCountTimeWithoutARecord() {
        assertThat(idleness.tick(11_000, true)).isEqualTo(1_000);
        assertThat(idleness.tick(12_500, true)).isEqualTo(2_500);
        idleness.begin(13_000);
        assertThat(idleness.tick(13_400, true)).isEqualTo(400);
    }

    @Test
    void shouldNotTakeASleepOfTheProcessForASilentStream() {
        assertThat(idleness.tick(11_000, true)).isEqualTo(1_000);
        assertThat(idleness.tick(311_000, true)).isEqualTo(4_000);
        assertThat(idleness.tick(312_000, true)).isEqualTo(5_000);
    }

    @Test
    void shouldNotCountWhileAModelIsAsked() {
        assertThat(idleness.tick(12_000, false)).isZero();
        assertThat(idleness.tick(14_000, false)).isZero();
        assertThat(idleness.tick(15_000, true)).isEqualTo(1_000);
    }

    @Test
    void shouldNotGoBackWithTheClock() {
        assertThat(idleness.tick(12_000, true)).isEqualTo(2_000);
        assertThat(idleness.tick(5_000, true)).isEqualTo(2_000);
        assertThat(idleness.tick(6_000, true)).isEqualTo(3_000);
    }
}
