// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskBoundsTest {
    private final TaskBounds bounds = new TaskBounds(2, 100, Backlog.unbounded());

    @Test
    void shouldTakeNothingMoreWhenItHoldsTheMostEvents() {
        bounds.enter(1, 1);
        assertThat(bounds.fits(1)).isTrue();
        bounds.enter(1, 1);
        assertThat(bounds.fits(1)).isFalse();
        bounds.leave(1, 1);
        assertThat(bounds.fits(1)).isTrue();
    }

    @Test
    void shouldCountResultsThatAreHeldBack() {
        bounds.enter(1, 10);
        assertThat(bounds.fits(90)).isTrue();
        bounds.grow(1);
        assertThat(bounds.fits(90)).isFalse();
    }

    @Test
    void shouldTakeAnEventLargerThanTheBoundWhenItIsAlone() {
        assertThat(bounds.fits(1_000)).isTrue();
        bounds.enter(1, 1_000);
        assertThat(bounds.fits(1)).isFalse();
    }
}
