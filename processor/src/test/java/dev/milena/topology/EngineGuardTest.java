// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.WordAlignment;
import dev.milena.batch.BatchAbandonedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is to blame when a batch fails: the text, or the engine. */
class EngineGuardTest {
    private final BreakableModel model = new BreakableModel();
    private final RecordingObserver observer = new RecordingObserver();
    private final EngineGuard guard = new EngineGuard(model, CrashJournal.none(), CallWatch.none(), observer);

    @Test
    void shouldAnswerWithANewEngineWhenTheOldOneBroke() {
        model.broken = true;

        List<Answer> answers = guard.answer(List.of(text(1, "hello")));

        assertThat(answers).extracting(Answer::text).containsExactly("<hello>");
        assertThat(model.rebuilds).hasValue(1);
        assertThat(observer.rebuilding).containsExactly("en-de");
    }

    @Test
    void shouldRebuildWhenTheEngineReturnsNumbersThatAreNone() {
        model.nonsense = true;

        assertThat(guard.answer(List.of(text(1, "hello")))).hasSize(1);
        assertThat(model.rebuilds).hasValue(1);
    }

    @Test
    void shouldTryAgainWhenRebuildingFails() {
        model.broken = true;
        model.failingRebuilds = 2;

        assertThat(guard.answer(List.of(text(1, "hello")))).hasSize(1);
        assertThat(model.rebuilds).hasValue(3);
    }

    @Test
    void shouldBlameTheTextWhenTheEngineWorks() {
        PendingText poison = text(1, FakeTextModel.POISON);

        assertThatThrownBy(() -> guard.answer(List.of(poison))).isInstanceOf(IllegalStateException.class);
        assertThat(model.rebuilds).hasValue(0);
    }

    @Test
    void shouldLeaveTheSearchToTheBatcherWhenABatchFails() {
        List<PendingText> batch = List.of(text(1, "innocent"), text(2, FakeTextModel.POISON));

        assertThatThrownBy(() -> guard.answer(batch)).isInstanceOf(IllegalStateException.class);
        assertThat(model.checks).isZero();
    }

    @Test
    void shouldBlameTheTextAndLeaveAWorkingEngineWhenItBreaksTheNewOneToo() {
        PendingText killer = text(1, BreakableModel.BREAKS);

        assertThatThrownBy(() -> guard.answer(List.of(killer))).isInstanceOf(IllegalStateException.class);

        assertThat(model.rebuilds).hasValue(2);
        assertThat(guard.answer(List.of(text(2, "next")))).hasSize(1);
        assertThat(model.rebuilds).hasValue(2);
    }

    @Test
    void shouldGiveTheBatchUpWithoutBlameWhenItIsClosedWhileTheEngineIsBroken() {
        model.broken = true;
        model.failingRebuilds = Integer.MAX_VALUE;
        CompletableFuture<List<Answer>> answers =
                CompletableFuture.supplyAsync(() -> guard.answer(List.of(text(1, "hello"))));
        await("a first attempt").atMost(Duration.ofSeconds(30)).until(() -> model.rebuilds.get() > 0);

        guard.close();

        assertThatThrownBy(answers::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(BatchAbandonedException.class);
    }

    private static PendingText text(long offset, String text) {
        return new PendingText(
                new EventId("milena.text", 0, offset),
                new PreparedText(TextRequest.of(text), List.of(), null, null, 1));
    }

    /** A model whose engine breaks, and is whole again once it is rebuilt. */
    private static final class BreakableModel implements TextModel {
        static final String BREAKS = "breaks";

        volatile boolean broken;
        volatile boolean nonsense;
        volatile int failingRebuilds;
        private final AtomicInteger rebuilds = new AtomicInteger();
        int checks;

        @Override
        public ModelInfo info() {
            return new ModelInfo("en-de", "1", "ab", "translation", List.of(), List.of(), 10, 10);
        }

        @Override
        public PreparedText prepare(TextRequest request) throws TextRefusedException {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Answer> answer(List<PreparedText> batch) {
            List<Answer> answers = new ArrayList<>();
            for (PreparedText prepared : batch) {
                String text = prepared.request().text();
                broken |= text.equals(BREAKS);
                if (broken || text.equals(FakeTextModel.POISON)) {
                    throw new IllegalStateException("the engine failed");
                }
                float score = nonsense ? Float.NaN : -1f;
                answers.add(new Answer(
                        "<" + text + ">",
                        null,
                        null,
                        score,
                        score,
                        0f,
                        FinishReason.END_TOKEN,
                        1,
                        1,
                        new WordAlignment(List.of(), List.of(), List.of()),
                        null));
            }
            return answers;
        }

        @Override
        public void check() {
            checks++;
            if (broken || nonsense) {
                throw new IllegalStateException("the engine does not work");
            }
        }

        @Override
        public void rebuild() {
            if (rebuilds.incrementAndGet() <= failingRebuilds) {
                throw new IllegalStateException("no memory left for a new engine");
            }
            broken = false;
            nonsense = false;
        }

        @Override
        public void close() {
            // nothing to close
        }
    }
}
