// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.api.ModelHungException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CallWatchTest {
    private final List<ModelHungException> told = new CopyOnWriteArrayList<>();

    @Test
    void shouldTellOnceWhenACallDoesNotComeBack() {
        try (CallWatch watch = CallWatch.start(Duration.ofMillis(50), told::add)) {
            watch.begin("en-de", 3);
            watch.begin("en-fr", 1);
            await("a hung call").atMost(Duration.ofSeconds(30)).until(() -> !told.isEmpty());

            assertThat(watch.hung()).isTrue();
            assertThat(told).singleElement().satisfies(hung -> assertThat(hung)
                    .hasMessageContaining("milena.stall.limit.ms")
                    .hasMessageContaining("50 ms")
                    .hasMessageContaining("start it again"));
            assertThat(told.get(0).getStackTrace()).isNotEmpty();
        }
    }

    @Test
    void shouldNotCountTimeInWhichTheModelIsRebuilt() {
        try (CallWatch watch = CallWatch.start(Duration.ofMillis(50), told::add)) {
            watch.begin("en-de", 3);
            watch.rebuilding("en-de", () -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                assertThat(told).isEmpty();
            });
            await("a hung call").atMost(Duration.ofSeconds(30)).until(() -> !told.isEmpty());
        }
    }

    @Test
    void shouldSayNothingOfCallsThatCameBack() {
        try (CallWatch watch = CallWatch.start(Duration.ofMillis(1), told::add)) {
            for (int i = 0; i < 100; i++) {
                watch.begin("en-de", 1).end(); // were one of these still watched, it would be told of first
            }
            CallWatch.Call late = watch.begin("en-fr", 1);
            await("the other call").atMost(Duration.ofSeconds(30)).until(() -> !told.isEmpty());
            late.end();
        }

        assertThat(told).singleElement().satisfies(hung -> assertThat(hung).hasMessageContaining("'en-fr'"));
    }
}
