// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.streams.Summaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The store of windows stays as it is while windows come and go, at a steady rate and with keys without end. The minutes of the
 * stream are {@code milena.test.window.minutes}; what each minute left is printed where {@code milena.test.window.print} is set.
 */
class WindowStateTest {
    private static final int MINUTES = Integer.getInteger("milena.test.window.minutes", 6);
    private static final boolean PRINT = Boolean.getBoolean("milena.test.window.print");
    private static final int RECORDS_A_SECOND = 10;
    private static final int NEW_KEYS_A_MINUTE = 30;

    private static Stream<Arguments> kinds() {
        return Stream.of(
                kind(
                        "tumbling",
                        all -> all.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), Duration.ofSeconds(2)))),
                kind(
                        "hopping",
                        all -> all.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(20), Duration.ofSeconds(2))
                                .advanceBy(Duration.ofSeconds(5)))),
                kind(
                        "sessions",
                        all -> all.over(
                                SessionWindows.ofInactivityGapAndGrace(Duration.ofSeconds(8), Duration.ofSeconds(2)))),
                kind("rolling", all -> all.over(
                                TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), Duration.ofSeconds(2)))
                        .updateAfter(2)
                        .rolling(Duration.ofSeconds(60))));
    }

    private static Arguments kind(String name, UnaryOperator<Summaries<String, Ticket>> windows) {
        return Arguments.of(name, windows);
    }

    /** What the store holds. */
    private record Held(int entries, long bytes) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void shouldStayFlat(String name, UnaryOperator<Summaries<String, Ticket>> windows) {
        Random random = new Random(1);
        List<Held> held = new ArrayList<>();
        try (EnrichmentDriver driver =
                EnrichmentDriver.of(Windows.of(windows, Windows::line), Map.of(), Windows.model())) {
            for (int minute = 0; minute < MINUTES; minute++) {
                for (int i = 0; i < 60 * RECORDS_A_SECOND; i++) {
                    String key = "k" + minute + "-" + random.nextInt(NEW_KEYS_A_MINUTE);
                    double second = minute * 60 + (double) i / RECORDS_A_SECOND - random.nextInt(1_500) / 1e3;
                    Windows.pipe(driver, key, Math.max(0, second), "a text of record " + i);
                    if (i % RECORDS_A_SECOND == 0) {
                        driver.runBatches();
                    }
                }
                held.add(held(driver));
                if (PRINT) {
                    System.out.println(name + " minute " + minute + " " + held.get(minute));
                }
            }
            assertThat(Stages.out(driver).values().size()).isGreaterThan(MINUTES * NEW_KEYS_A_MINUTE);
        }
        // from the third minute on: stories of the first two are gone by then
        long least = held.stream().skip(2).mapToLong(Held::bytes).min().orElseThrow();
        long most = held.stream().skip(2).mapToLong(Held::bytes).max().orElseThrow();
        assertThat(most).isLessThan(2 * least);
    }

    private static Held held(EnrichmentDriver driver) {
        KeyValueStore<Bytes, byte[]> store = driver.topologyTestDriver().getKeyValueStore("sum-windows");
        int entries = 0;
        long bytes = 0;
        try (var all = store.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                entries++;
                bytes += entry.key.get().length + entry.value.length;
            }
        }
        return new Held(entries, bytes);
    }
}
