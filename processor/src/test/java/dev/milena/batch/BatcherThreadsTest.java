// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatcherThreadsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldEndOrWithdrawEveryItemWhenOwnersComeAndGo(int workers) throws InterruptedException {
        int owners = 4;
        int each = 5_000;
        AtomicIntegerArray ended = new AtomicIntegerArray(owners * each);
        AtomicInteger withdrawn = new AtomicInteger();
        DynamicBatcher<Integer, Integer> batcher = builder(workers).build();
        List<Thread> threads = new ArrayList<>();
        for (int o = 0; o < owners; o++) {
            int base = o * each;
            Thread thread = new Thread(() -> {
                Random random = new Random(base);
                Object owner = new Object();
                for (int i = 0; i < each; i++) {
                    int id = base + i;
                    BatchItem<Integer, Integer> item = new BatchItem<>(
                            owner, id, 1 + random.nextInt(40), (output, failure) -> ended.incrementAndGet(id));
                    if (random.nextInt(50) == 0) {
                        batcher.offerFirst(item, i % 7);
                    } else {
                        batcher.offer(item);
                    }
                    if (random.nextInt(500) == 0) {
                        withdrawn.addAndGet(batcher.withdraw(owner));
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await("every item that was not taken back")
                .atMost(Duration.ofMinutes(1))
                .until(() -> total(ended) == owners * each - withdrawn.get());
        batcher.close();
        for (int id = 0; id < ended.length(); id++) {
            assertThat(ended.get(id)).as("item %d", id).isBetween(0, 1);
        }
        assertThat(withdrawn).hasPositiveValue();
    }

    @Test
    void shouldWakeASleepingWorkerForASingleItem() {
        try (DynamicBatcher<Integer, Integer> batcher = builder(1).build()) {
            for (int i = 1; i <= 5; i++) {
                AtomicInteger ended = new AtomicInteger();
                batcher.offer(new BatchItem<>(this, i, 1, (output, failure) -> ended.incrementAndGet()));
                await("item " + i).until(() -> ended.get() == 1);
            }
        }
    }

    @Test
    void shouldRunOnItsOwnNamedDaemonsOnly() throws InterruptedException {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(100);
        try (DynamicBatcher<Integer, Integer> batcher = builder(2).name("en-de").build()) {
            assertThat(batcher.runDue()).isFalse();
            for (int i = 0; i < 100; i++) {
                batcher.offer(new BatchItem<>(this, i, 1, (output, failure) -> {
                    seen.add(Thread.currentThread());
                    done.countDown();
                }));
            }
            done.await();
        }
        assertThat(seen).isNotEmpty().allSatisfy(thread -> {
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).matches("milena-batch-en-de-[01]");
        });
    }

    @Test
    void shouldTellWhenAWorkerDies() {
        List<Throwable> deaths = new CopyOnWriteArrayList<>();
        AtomicBoolean poor = new AtomicBoolean();
        DynamicBatcher<Integer, Integer> batcher = builder(1)
                .clock(() -> {
                    if (poor.get() && Thread.currentThread().getName().startsWith("milena-batch-")) {
                        throw new OutOfMemoryError("planted");
                    }
                    return System.nanoTime();
                })
                .onDeath(deaths::add)
                .build();
        poor.set(true);
        batcher.offer(new BatchItem<>(this, 1, 1, (output, failure) -> {}));

        await("the worker's death").until(() -> !deaths.isEmpty());
        assertThat(deaths).singleElement().isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void shouldWaitForTheRunningBatchAndDropTheRestOnClose() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        DynamicBatcher<Integer, Integer> batcher = builder(1)
                .maxTexts(1)
                .function(batch -> {
                    running.countDown();
                    awaitUninterruptibly(finish);
                    return batch;
                })
                .build();
        BatchItem<Integer, Integer> item = new BatchItem<>(this, 1, 1, (output, failure) -> ended.incrementAndGet());
        batcher.offer(item);
        running.await();
        batcher.offer(item);
        Thread closer = new Thread(batcher::close);
        closer.start();
        await("the queued item is dropped").until(() -> batcher.queued() == 0);
        batcher.offer(item);
        assertThat(batcher.queued()).as("offers after closing are dropped").isZero();
        assertThat(closer.isAlive()).as("the batch still runs").isTrue();
        finish.countDown();
        closer.join();
        assertThat(ended).hasValue(1);
    }

    @Test
    void shouldHoldABatchThatIsNotFullWhileAnotherRunsUntilItIsFull() throws InterruptedException {
        Duration linger = Duration.ofMillis(500);
        List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (DynamicBatcher<Integer, Integer> batcher = blockedByTheFirst(linger, batches, running, finish)) {
            offer(batcher, 1);
            running.await();
            await("a pause, so that the next item waits for no linger")
                    .pollDelay(linger.plusMillis(50))
                    .until(() -> true);
            offer(batcher, 2);
            await("the second worker leaves it to the first")
                    .during(Duration.ofMillis(150))
                    .until(() -> batcher.queued() == 1);
            offer(batcher, 3);
            offer(batcher, 4);
            await("a full batch beside the first").until(() -> batches.size() == 2);
            assertThat(batches.get(1)).containsExactly(2, 3, 4);
            finish.countDown();
        }
    }

    @Test
    void shouldHoldABatchForTenLingersOnlyWhenTheOtherDoesNotEnd() throws InterruptedException {
        Duration linger = Duration.ofMillis(20);
        List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        try (DynamicBatcher<Integer, Integer> batcher = blockedByTheFirst(linger, batches, running, finish)) {
            offer(batcher, 1);
            running.await();
            long offered = System.nanoTime();
            offer(batcher, 2);
            await("the second batch").until(() -> batches.size() == 2);
            assertThat(Duration.ofNanos(System.nanoTime() - offered)).isGreaterThanOrEqualTo(linger.multipliedBy(10));
            finish.countDown();
        }
    }

    /** Two workers, three items a batch; the batch of item 1 ends when it may. */
    private static DynamicBatcher<Integer, Integer> blockedByTheFirst(
            Duration linger, List<List<Integer>> batches, CountDownLatch running, CountDownLatch finish) {
        return builder(2)
                .linger(linger)
                .maxTexts(3)
                .function(batch -> {
                    batches.add(batch);
                    if (batch.contains(1)) {
                        running.countDown();
                        awaitUninterruptibly(finish);
                    }
                    return batch;
                })
                .build();
    }

    private void offer(DynamicBatcher<Integer, Integer> batcher, int id) {
        batcher.offer(new BatchItem<>(this, id, 1, (output, failure) -> {}));
    }

    @Test
    void shouldSayThatTheModelIsInUseWhenABatchOutlastsTheClosing() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        DynamicBatcher<Integer, Integer> batcher = builder(1)
                .closeTimeout(Duration.ofMillis(20))
                .function(batch -> {
                    running.countDown();
                    awaitUninterruptibly(finish);
                    return batch;
                })
                .build();
        batcher.offer(new BatchItem<>(this, 1, 1, (output, failure) -> {}));
        running.await();
        assertThatThrownBy(batcher::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("still");
        finish.countDown();
        batcher.close();
    }

    @Test
    void shouldLetACallbackCloseTheBatcherAndAModelLeaveAnInterruptBehind() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        DynamicBatcher<Integer, Integer> batcher = builder(1)
                .maxTexts(1)
                .function(batch -> {
                    Thread.currentThread().interrupt();
                    return batch;
                })
                .build();
        batcher.offer(new BatchItem<>(this, 1, 1, (output, failure) -> done.countDown()));
        batcher.offer(new BatchItem<>(this, 2, 1, (output, failure) -> {
            batcher.close();
            done.countDown();
        }));
        done.await();
        batcher.close();
        assertThat(batcher.queued()).isZero();
    }

    private static DynamicBatcher.Builder<Integer, Integer> builder(int workers) {
        return DynamicBatcher.<Integer, Integer>builder()
                .workers(workers)
                .linger(Duration.ofMillis(1))
                .function(batch -> batch);
    }

    private static int total(AtomicIntegerArray counts) {
        int total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        return total;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
