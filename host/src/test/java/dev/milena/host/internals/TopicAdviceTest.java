// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.host.topics.TopicFinding;
import dev.milena.host.topics.TopicUse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicAdviceTest {
    private static final TopicFinding READ = new TopicFinding(TopicUse.reads("in"), 8, null);

    @Test
    void shouldSayNothingWhenOutputsAreAsWideAndAsLargeAsWhatComes() {
        TopicFinding written = new TopicFinding(TopicUse.writes("out"), 8, null);

        assertThat(TopicAdvice.of(List.of(READ, written), Map.of("out", 1_000), 1_000))
                .isEmpty();
    }

    @Test
    void shouldGiveBothNumbersAndTheCureWhenATopicIsNarrowerOrSmaller() {
        TopicFinding written = new TopicFinding(TopicUse.writes("out").namedBy("milena.output.topic"), 4, null);

        assertThat(TopicAdvice.of(List.of(READ, written), Map.of("out", 999), 1_000))
                .satisfiesExactly(
                        narrow -> assertThat(narrow)
                                .contains("out (milena.output.topic)", "4 partitions", "reads 8", "Give it as many"),
                        small -> assertThat(small).contains("999 bytes", "up to 1000", "Raise the first"));
    }
}
