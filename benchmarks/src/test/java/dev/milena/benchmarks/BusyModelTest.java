// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.Token;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BusyModelTest {

    /** Two calls at the same time are busy once and count twice. */
    @Test
    void shouldCountTheTimeInWhichAnyCallRunsOnce() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        BusyModel busy = new BusyModel(new Waiting(both), 4, 20);

        Thread one = new Thread(() -> busy.answer(List.of(text(3), text(5))));
        Thread other = new Thread(() -> busy.answer(List.of(text(4))));
        one.start();
        other.start();
        one.join();
        other.join();

        Map<String, Object> report = busy.report();
        assertThat(report).containsEntry("batches", 2).containsEntry("batched_texts", 3);
        assertThat(report).containsEntry("source_tokens", 12L).containsEntry("padded_tokens", 14L);
        assertThat(report).containsEntry("fill", (0.5 + 0.25) / 2);
        assertThat(report.get("seconds_in_a_call")).isEqualTo(report.get("seconds_from_first_to_last_call"));
        assertThat(report).extractingByKey("seconds_of_calls", as(DOUBLE)).isGreaterThan((Double)
                Objects.requireNonNull(report.get("seconds_in_a_call")));
        assertThat(busy.timesOfCalls()).hasSize(2).allSatisfy(call -> assertThat(call.get(0))
                .isGreaterThanOrEqualTo((Double) Objects.requireNonNull(report.get("first_call"))));
        assertThat(report).extractingByKey("median_call_seconds", as(DOUBLE)).isBetween(0.0, (Double)
                Objects.requireNonNull(report.get("seconds_in_a_call")));
    }

    private static PreparedText text(int tokens) {
        List<Token> all = Collections.nCopies(tokens, new Token(7, "t", 0, 1));
        return new PreparedText(TextRequest.of("t"), all, "en", "de", 10);
    }

    private record Waiting(CountDownLatch both) implements TextModel {
        @Override
        public ModelInfo info() {
            return new ModelInfo("m", "1", "00", "translation", List.of("en"), List.of("de"), 10, 10);
        }

        @Override
        public PreparedText prepare(TextRequest request) throws TextRefusedException {
            return text(1);
        }

        @Override
        public List<Answer> answer(List<PreparedText> batch) {
            both.countDown();
            try {
                assertThat(both.await(2, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        }

        @Override
        public void close() {}
    }
}
