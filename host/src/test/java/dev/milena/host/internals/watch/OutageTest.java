// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static final ClusterLook WELL = new ClusterLook(true, Set.of());
    private static final ClusterLook AWAY = new ClusterLook(false, Set.of());

    private final Outage outage = new Outage(Duration.ofSeconds(60));

    @Test
    void shouldKnowForHowLongNoBrokerHasAnswered() {
        outage.look(seconds(1), WELL);
        assertThat(outage.away(seconds(5))).isZero();
        outage.look(seconds(10), AWAY);
        outage.look(seconds(20), AWAY);
        assertThat(outage.away(seconds(69))).isEqualTo(Duration.ofSeconds(59));
        assertThat(outage.isOver(outage.away(seconds(69)))).isFalse();
        assertThat(outage.isOver(outage.away(seconds(70)))).isTrue();
        outage.look(seconds(71), WELL);
        assertThat(outage.away(seconds(72))).isZero();
    }

    /** A broker that has just started may not know its topics yet. */
    @Test
    void shouldTakeATopicForGoneWhenItIsMissingTwiceInARow() {
        assertThat(outage.look(1, gone("text"))).isEmpty();
        assertThat(outage.look(2, WELL)).isEmpty();
        assertThat(outage.look(3, gone("text"))).isEmpty();
        assertThat(outage.look(4, AWAY)).isEmpty();
        assertThat(outage.look(5, gone("text", "enriched"))).containsExactly("text");
    }

    @Test
    void shouldNameWhatKeepsTheClusterFromCommitting() {
        assertThat(Outage.why(List.of("the topic a has too few", "the topic b too"), "here:9092"))
                .isEqualTo("the topic a has too few; the topic b too");
        assertThat(Outage.why(List.of(), "here:9092")).contains("here:9092", "Kafka's own warnings");
    }

    private static ClusterLook gone(String... topics) {
        return new ClusterLook(true, Set.of(topics));
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
