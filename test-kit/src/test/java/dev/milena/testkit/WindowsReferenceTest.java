// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.streams.Summaries;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowSummary;
import dev.milena.streams.windows.WindowedText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Windows are those of {@link OfflineWindows}, the same members, one final summary each, whatever the order in which records come
 * and wherever the application dies. The number of records is {@code milena.test.window.records}.
 */
class WindowsReferenceTest {
    private static final int RECORDS = Integer.getInteger("milena.test.window.records", 800);
    private static final long SECOND = 1_000;
    private static final int KEYS = 12;

    /** Windows of this test, and what they should come to. */
    private record Kind(
            String name, UnaryOperator<Summaries<String, Ticket>> windows, Supplier<OfflineWindows> offline) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Arguments> lives() {
        List<Kind> kinds = List.of(
                new Kind(
                        "tumbling",
                        all -> all.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(20), Duration.ofSeconds(7))),
                        () -> OfflineWindows.fixed(20 * SECOND, 20 * SECOND, 7 * SECOND)),
                new Kind(
                        "hopping",
                        all -> all.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(25), Duration.ofSeconds(3))
                                .advanceBy(Duration.ofSeconds(10))),
                        () -> OfflineWindows.fixed(25 * SECOND, 10 * SECOND, 3 * SECOND)),
                new Kind(
                        "sessions",
                        all -> all.over(
                                SessionWindows.ofInactivityGapAndGrace(Duration.ofSeconds(4), Duration.ofSeconds(5))),
                        () -> OfflineWindows.sessions(4 * SECOND, 5 * SECOND)));
        return kinds.stream().flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    @ParameterizedTest
    @MethodSource("lives")
    void shouldHaveTheWindowsOfTheOfflineReference(Kind kind, boolean early) {
        UnaryOperator<Summaries<String, Ticket>> settings = summaries -> {
            Summaries<String, Ticket> all = kind.windows().apply(summaries);
            return early ? all.updateAfter(3).updateEvery(Duration.ofSeconds(2)) : all;
        };
        OfflineWindows offline = kind.offline().get();
        Random random = new Random(42);
        try (EnrichmentDriver driver =
                EnrichmentDriver.of(Windows.of(settings, WindowsReferenceTest::line), Map.of(), Windows.model())) {
            long time = 0;
            for (int i = 0; i < RECORDS; i++) {
                time += random.nextInt(600);
                long disorder = random.nextInt(20) == 0 ? random.nextInt(60_000) : random.nextInt(3_000);
                pipe(driver, offline, i, "k" + random.nextInt(KEYS), Math.max(0, time - disorder));
                live(driver, random);
            }
            pipe(driver, offline, RECORDS, "end", time + 1_000 * SECOND);
            driver.runBatches();

            Map<String, List<String>> finals = new TreeMap<>();
            for (TestRecord<String, String> record : Stages.out(driver).records()) {
                if (record.value().startsWith("! ")) {
                    finals.computeIfAbsent(record.key(), key -> new ArrayList<>())
                            .add(record.value().substring(2));
                }
            }
            assertThat(finals).isEqualTo(offline.closed());
            assertThat(Windows.rejected(driver).values())
                    .containsExactlyElementsOf(offline.late().stream()
                            .map(number -> "LATE " + number)
                            .toList());
            assertThat(offline.late()).hasSizeGreaterThan(RECORDS / 100);
            checkEditions(Stages.out(driver).records(), early);
            driver.assertNothingPending();
        }
    }

    /** A step like those of a bad day: answers, time that passes, and now and then a crash. */
    private static void live(EnrichmentDriver driver, Random random) {
        int step = random.nextInt(200);
        if (step == 0) {
            driver.crash();
            driver.restart();
        } else if (step == 1) {
            driver.crashBeforeCommit();
            driver.restart();
        } else if (step < 20) {
            driver.advance(Duration.ofMillis(random.nextInt(700)));
        }
    }

    private static void pipe(EnrichmentDriver driver, OfflineWindows offline, int number, String key, long time) {
        offline.add(new OfflineWindows.Member(number, key, time));
        Tickets.in(driver).pipe(new TestRecord<>(key, Ticket.of(number, "t" + number), Instant.ofEpochMilli(time)));
    }

    /** Early updates are marked, numbered without a gap, never behind the final summary, and have something new. */
    private static void checkEditions(List<TestRecord<String, String>> records, boolean early) {
        Map<String, Integer> editions = new HashMap<>();
        Set<String> closed = new HashSet<>();
        int updates = 0;
        for (TestRecord<String, String> record : records) {
            if (record.value().startsWith("? ")) {
                updates++;
                String[] fields = record.value().split(" ", 4);
                String window = record.key() + " " + fields[1];
                assertThat(closed).doesNotContain(window);
                assertThat(Integer.parseInt(fields[2])).isGreaterThan(editions.getOrDefault(window, 0));
                editions.put(window, Integer.parseInt(fields[2]));
            } else {
                closed.add(record.key() + " " + record.value().split(" ", 3)[1].split(":", 2)[0]);
            }
        }
        assertThat(updates > RECORDS / 20).isEqualTo(early);
    }

    private static String line(WindowSummary<String> summary) {
        TextWindow window = summary.window();
        StringBuilder line = new StringBuilder(window.isFinal() ? "! " : "? ");
        line.append(window.start()).append('-').append(window.end());
        line.append(window.isFinal() ? ":" : " " + window.edition());
        for (WindowedText text : window.texts()) {
            line.append(' ').append(text.text().substring(1));
        }
        assertThat(window.records()).isEqualTo(window.texts().size());
        assertThat(summary.text()).isEqualTo("<" + window.joined().replace("\n\n", " ") + ">");
        return line.toString();
    }
}
