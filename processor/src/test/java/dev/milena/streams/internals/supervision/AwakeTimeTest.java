// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwakeTimeTest {
    private final AwakeTime time = new AwakeTime(1_000, 10);

    @Test
    void shouldCountTheTimeBetweenRegularLooks() {
        time.look(1_010);
        time.look(1_025);

        assertThat(time.nanos()).isEqualTo(25);
    }

    @Test
    void shouldCountLittleOfTheTimeInWhichTheProcessSlept() {
        time.look(1_010);
        time.look(900_000);
        time.look(900_010);

        assertThat(time.nanos()).isEqualTo(10 + 40 + 10);
    }
}
