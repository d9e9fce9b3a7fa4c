// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

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
import dev.milena.api.TextsFailedException;
import dev.milena.api.WordAlignment;
import dev.milena.batch.BatchAbandonedException;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.RecordingObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is to blame when a batch fails: the text, or the engine. */
class ModelGuardTest {
    private final BreakableModel model = new BreakableModel();
    private final RecordingObserver observer = new RecordingObserver();
    private final ModelGuard guard =
            new ModelGuard(model, CrashJournal.none(), CallWatch.none(), observer, new ReentrantReadWriteLock());

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
        AskedText poison = text(1, FakeTextModel.POISON);

        assertThatThrownBy(() -> guard.answer(List.of(poison))).isInstanceOf(IllegalStateException.class);
        assertThat(model.rebuilds).hasValue(0);
    }

    @Test
    void shouldLeaveTheSearchToTheBatcherWhenABatchFails() {
        List<AskedText> batch = List.of(text(1, "innocent"), text(2, FakeTextModel.POISON));

        assertThatThrownBy(() -> guard.answer(batch)).isInstanceOf(IllegalStateException.class);
        assertThat(model.checks).isZero();
    }

    @Test
    void shouldBlameTheTextAndLeaveAWorkingEngineWhenItBreaksTheNewOneToo() {
        AskedText killer = text(1, BreakableModel.BREAKS);

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

    @Test
    void shouldBlameNobodyElseWhenATextKeepsBreakingTheEngineOfOtherWorkers() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 100; round++) {
                AskedText killer = text(1, BreakableModel.BREAKS);
                List<Callable<List<Answer>>> calls = new ArrayList<>();
                calls.add(() -> guard.answer(List.of(killer)));
                for (int i = 2; i < 8; i++) {
                    AskedText innocent = text(i, "innocent " + i);
                    calls.add(() -> guard.answer(List.of(innocent)));
                }
                List<Future<List<Answer>>> answers = workers.invokeAll(calls);
                assertThatThrownBy(() -> answers.get(0).get()).hasCauseInstanceOf(IllegalStateException.class);
                for (Future<List<Answer>> innocent : answers.subList(1, answers.size())) {
                    assertThat(innocent.get()).hasSize(1);
                }
            }
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void shouldGiveATextASecondChanceWhenAnotherBrokeItsEngineMeanwhile() throws Exception {
        CompletableFuture<List<Answer>> innocent =
                CompletableFuture.supplyAsync(() -> guard.answer(List.of(text(1, BreakableModel.OUTLIVES_ITS_ENGINE))));
        await("the innocent's call").atMost(Duration.ofSeconds(30)).until(() -> model.entered.get() > 0);

        assertThatThrownBy(() -> guard.answer(List.of(text(2, BreakableModel.BREAKS))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(innocent.get(30, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void shouldRunASuspectWhileNoOtherCallOfAnyModelDoes(@TempDir Path folder) throws Exception {
        AskedText suspect = text(1, "suspect");
        CrashJournal earlier = CrashJournal.open(folder.resolve("journal"));
        earlier.began(List.of(suspect.suspectId()));
        earlier.close(); // as the end of the process does
        ReentrantReadWriteLock calls = new ReentrantReadWriteLock(true);
        try (CrashJournal journal = CrashJournal.open(folder.resolve("journal"))) {
            ModelGuard one = new ModelGuard(model, journal, CallWatch.none(), observer, calls);
            BreakableModel slow = new BreakableModel();
            slow.gate = new CountDownLatch(1);
            ModelGuard other = new ModelGuard(slow, CrashJournal.none(), CallWatch.none(), observer, calls);
            CompletableFuture<List<Answer>> running =
                    CompletableFuture.supplyAsync(() -> other.answer(List.of(text(2, "other"), text(3, "other"))));
            await("the other model's call").atMost(Duration.ofSeconds(30)).until(() -> slow.entered.get() > 0);

            CompletableFuture<List<Answer>> suspected =
                    CompletableFuture.supplyAsync(() -> one.answer(List.of(suspect)));
            CompletableFuture<List<Answer>> beside =
                    CompletableFuture.supplyAsync(() -> one.answer(List.of(text(4, "beside"))));
            await("a call that waits").atMost(Duration.ofSeconds(30)).until(calls::hasQueuedThreads);
            assertThat(model.entered.get())
                    .as("calls of suspect beside the other model's")
                    .isLessThan(2);
            assertThat(suspected).isNotDone();

            slow.gate.countDown();
            assertThat(suspected.get(30, TimeUnit.SECONDS)).hasSize(1);
            assertThat(beside.get(30, TimeUnit.SECONDS)).hasSize(1);
            assertThat(running.get(30, TimeUnit.SECONDS)).hasSize(2);
        }
    }

    @Test
    void shouldLeaveOutTheAnswersWhoseNumbersAreNone() {
        List<@Nullable Answer> answers =
                guard.answer(List.of(text(0, "a"), text(1, BreakableModel.NO_NUMBER), text(2, "c")));

        assertThat(answers)
                .extracting(answer -> answer == null ? null : answer.text())
                .containsExactly("<a>", null, "<c>");
        assertThatThrownBy(() -> guard.answer(List.of(text(1, BreakableModel.NO_NUMBER))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldKeepTheAnswersOfABatchOfWhichSomeTextsFailed() {
        List<@Nullable Answer> answers =
                guard.answer(List.of(text(0, "a"), text(1, BreakableModel.FAILS_ALONE), text(2, "c")));

        assertThat(answers)
                .extracting(answer -> answer == null ? null : answer.text())
                .containsExactly("<a>", null, "<c>");
        assertThat(model.checks).isZero();
        assertThatThrownBy(() -> guard.answer(List.of(text(1, BreakableModel.FAILS_ALONE))))
                .isInstanceOf(TextsFailedException.class);
    }

    private static AskedText text(long offset, String text) {
        return new AskedText(
                "milena.text-" + 0 + "@" + offset, new PreparedText(TextRequest.of(text), List.of(), null, null, 1));
    }

    /** A model whose engine breaks, and is whole again once it is rebuilt. */
    private static final class BreakableModel implements TextModel {
        static final String BREAKS = "breaks";
        static final String NO_NUMBER = "no number";
        static final String FAILS_ALONE = "fails alone";
        static final String OUTLIVES_ITS_ENGINE = "outlives its engine";

        volatile boolean broken;
        volatile boolean nonsense;
        volatile int failingRebuilds;
        volatile CountDownLatch gate = new CountDownLatch(0);
        final AtomicInteger entered = new AtomicInteger();
        private final AtomicInteger rebuilds = new AtomicInteger();
        private final AtomicBoolean outlived = new AtomicBoolean();
        int checks;

        /** A call that began on an engine which another text broke, and which was rebuilt before it came back. */
        private void failWithTheEngineItBeganOn() {
            await("a new engine").atMost(Duration.ofSeconds(30)).until(() -> rebuilds.get() > 0);
            throw new IllegalStateException("the engine failed");
        }

        private void awaitGate() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

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
            entered.incrementAndGet();
            awaitGate();
            List<@Nullable Answer> answers = new ArrayList<>();
            for (PreparedText prepared : batch) {
                String text = prepared.request().text();
                if (text.equals(OUTLIVES_ITS_ENGINE) && outlived.compareAndSet(false, true)) {
                    failWithTheEngineItBeganOn();
                }
                if (text.equals(FAILS_ALONE)) {
                    answers.add(null);
                    continue;
                }
                broken |= text.equals(BREAKS);
                if (broken || text.equals(FakeTextModel.POISON)) {
                    throw new IllegalStateException("the engine failed");
                }
                float score = nonsense || text.equals(NO_NUMBER) ? Float.NaN : -1f;
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
            if (answers.contains(null)) {
                throw new TextsFailedException(answers, new IllegalStateException("failed alone"));
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
