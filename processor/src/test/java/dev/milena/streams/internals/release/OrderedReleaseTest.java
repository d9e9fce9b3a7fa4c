// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.streams.internals.release.OrderedRelease.Ticket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedReleaseTest {
    private final OrderedRelease<String, String> order = new OrderedRelease<>();

    @Test
    void shouldReleaseNothingWhenNothingIsFinished() {
        order.enter("a", "a1");

        assertThat(order.poll()).isNull();
        assertThat(order.size()).isEqualTo(1);
    }

    @Test
    void shouldHoldAFinishedEntryWhenItDoesNotHeadItsLine() {
        Ticket<String, String> first = order.enter("a", "a1");
        Ticket<String, String> second = order.enter("a", "a2");

        order.finish(second);
        assertThat(order.poll()).isNull();

        order.finish(first);
        assertThat(drain()).containsExactly("a1", "a2");
        assertThat(order.size()).isZero();
    }

    @Test
    void shouldLetAnotherLineOvertakeWhenAHeadIsNotFinished() {
        order.enter("a", "a1");
        order.finish(order.enter("a", "a2"));
        order.finish(order.enter("b", "b1"));

        assertThat(drain()).containsExactly("b1");
    }

    @Test
    void shouldForgetALineWhenItIsEmpty() {
        order.finish(order.enter("a", "a1"));
        drain();

        assertThat(order.lines()).isZero();
        order.finish(order.enter("a", "a2"));
        assertThat(drain()).containsExactly("a2");
    }

    @Test
    void shouldRefuseWhenAnEntryIsFinishedTwice() {
        order.enter("a", "a1");
        Ticket<String, String> second = order.enter("a", "a2");
        order.finish(second);

        assertThatThrownBy(() -> order.finish(second)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldReleaseEverythingInTheOrderOfItsLineWhateverTheOrderOfFinishing() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            OrderedRelease<Integer, int[]> lines = new OrderedRelease<>();
            List<Ticket<Integer, int[]>> running = new ArrayList<>();
            Map<Integer, Integer> entered = new HashMap<>();
            Map<Integer, Integer> released = new HashMap<>();
            int total = 200;
            for (int i = 0; i < total || !running.isEmpty(); ) {
                if (i < total && (running.isEmpty() || random.nextBoolean())) {
                    int line = random.nextInt(5);
                    running.add(lines.enter(line, new int[] {line, entered.merge(line, 1, Integer::sum)}));
                    i++;
                } else {
                    lines.finish(running.remove(random.nextInt(running.size())));
                }
                if (random.nextInt(3) == 0) {
                    releaseInOrder(lines, released);
                }
            }
            releaseInOrder(lines, released);

            assertThat(released).as("seed %d", seed).isEqualTo(entered);
            assertThat(lines.size()).isZero();
        }
    }

    private static void releaseInOrder(OrderedRelease<Integer, int[]> lines, Map<Integer, Integer> released) {
        for (int[] next = lines.poll(); next != null; next = lines.poll()) {
            assertThat(next[1]).isEqualTo(released.merge(next[0], 1, Integer::sum));
        }
    }

    private List<String> drain() {
        List<String> released = new ArrayList<>();
        for (String next = order.poll(); next != null; next = order.poll()) {
            released.add(next);
        }
        return released;
    }
}
