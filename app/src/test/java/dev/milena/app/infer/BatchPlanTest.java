// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

    @Test
    void shouldPutSimilarLengthsTogetherLongestFirst() {
        assertThat(BatchPlan.of(List.of(3, 9, 2, 10, 1), n -> n, 2, 100))
                .containsExactly(List.of(10, 9), List.of(3, 2), List.of(1));
    }

    @Test
    void shouldLetOneItemExceedTheBudgetAlone() {
        assertThat(BatchPlan.of(List.of(50, 4, 5), n -> n, 8, 10)).containsExactly(List.of(50), List.of(5, 4));
    }

    @RepeatedTest(20)
    void shouldLoseNothingAndKeepBothBudgets(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        List<Integer> items = IntStream.generate(() -> 1 + random.nextInt(60))
                .limit(random.nextInt(200))
                .boxed()
                .toList();
        int maxItems = 1 + random.nextInt(20);
        int maxTokens = 1 + random.nextInt(300);

        List<List<Integer>> batches = BatchPlan.of(items, n -> n, maxItems, maxTokens);

        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(items);
        assertThat(batches).allSatisfy(batch -> {
            assertThat(batch).hasSizeBetween(1, maxItems);
            assertThat(batch.size() == 1 || batch.size() * Collections.max(batch) <= maxTokens)
                    .isTrue();
        });
    }
}
