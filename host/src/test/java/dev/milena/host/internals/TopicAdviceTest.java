// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.host.topics.TopicFinding;
import dev.milena.host.topics.TopicRules;
import dev.milena.host.topics.TopicUse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicAdviceTest {
    private static final TopicFinding READ = new TopicFinding(TopicUse.reads("in"), 8, rules(1, 7), null);

    @Test
    void shouldSayNothingWhenOutputsAreAsWideAndAsLargeAsWhatComes() {
        TopicFinding written = new TopicFinding(TopicUse.writes("out"), 8, rules(1_000, 7), null);

        assertThat(TopicAdvice.of(List.of(READ, written), 1_000)).isEmpty();
    }

    @Test
    void shouldGiveBothNumbersAndTheCureWhenATopicIsNarrowerOrSmaller() {
        TopicFinding written =
                new TopicFinding(TopicUse.writes("out").namedBy("milena.output.topic"), 4, rules(999, 7), null);

        assertThat(TopicAdvice.of(List.of(READ, written), 1_000))
                .satisfiesExactly(
                        narrow -> assertThat(narrow)
                                .contains("out (milena.output.topic)", "4 partitions", "reads 8", "Give it as many"),
                        small -> assertThat(small).contains("999 bytes", "up to 1000", "Raise the first"));
    }

    @Test
    void shouldWarnWhenATopicDeletesAnswersToEventsThatAreStillThere() {
        TopicFinding written = new TopicFinding(TopicUse.writes("out"), 8, rules(1_000, 2), null);

        assertThat(TopicAdvice.of(List.of(READ, written), 1_000))
                .singleElement()
                .asString()
                .contains("out deletes", "48 h", "retention.ms");
    }

    @Test
    void shouldWarnWhenAnOutputIsCompacted() {
        TopicRules compacted =
                new TopicRules(1_000, 1, TopicRules.UNLIMITED, TopicRules.UNLIMITED, true, TopicRules.UNLIMITED);
        TopicFinding written = new TopicFinding(TopicUse.writes("out"), 8, compacted, null);

        assertThat(TopicAdvice.of(List.of(READ, written), 1_000))
                .singleElement()
                .asString()
                .contains("out is compacted", "without a key", "cleanup.policy=delete");
    }

    private static TopicRules rules(int bytes, int days) {
        return new TopicRules(bytes, 1, TopicRules.UNLIMITED, TopicRules.UNLIMITED, false, Duration.ofDays(days));
    }
}
