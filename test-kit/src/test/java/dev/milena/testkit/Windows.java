// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.streams.Models;
import dev.milena.streams.Summaries;
import dev.milena.streams.Summarized;
import dev.milena.streams.record.Refusal;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowSummary;
import dev.milena.streams.windows.WindowedText;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.test.TestRecord;

/** Summaries over windows between {@code tickets} and {@code out}, as a test wants them. */
final class Windows {
    /** Whole seconds make windows easy to see. */
    static final long START = EnrichmentDriver.START.toEpochMilli();

    private Windows() {}

    static ScriptedModel model() {
        return ScriptedModel.named("headline")
                .task("summarization")
                .answering(text -> "<" + text.replace("\n\n", " ") + ">");
    }

    /** Tumbling windows of ten seconds that take records two seconds later. */
    static Summaries<String, Ticket> tens(Summaries<String, Ticket> summaries) {
        return summaries.over(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), Duration.ofSeconds(2)));
    }

    static Function<Models, Topology> of(UnaryOperator<Summaries<String, Ticket>> settings) {
        return of(settings, Windows::line);
    }

    static Function<Models, Topology> of(
            UnaryOperator<Summaries<String, Ticket>> settings, Function<WindowSummary<String>, String> line) {
        return models -> {
            StreamsBuilder builder = new StreamsBuilder();
            Summarized<String, Ticket> summarized = settings.apply(Summaries.<String, Ticket>named("sum")
                            .text(ticket -> ticket.body().isEmpty() ? null : ticket.body())
                            .keysAs(Serdes.String())
                            .models(models))
                    .apply(Tickets.source(builder));
            summarized.summaries(line).to("out", Produced.with(Serdes.String(), Serdes.String()));
            summarized
                    .refusals()
                    .mapValues(refusal -> refusal.code() + " " + refusal.message())
                    .to("refused", Produced.with(Serdes.String(), Serdes.String()));
            summarized
                    .rejected()
                    .mapValues(refusal -> refusal.code() + " "
                            + (refusal.value() == null ? "?" : refusal.value().number()))
                    .to("rejected", Produced.with(Serdes.String(), Serdes.String()));
            summarized
                    .rejected()
                    .mapValues(Refusal::message)
                    .to("rejected-why", Produced.with(Serdes.String(), Serdes.String()));
            return builder.build();
        };
    }

    /** Seconds of the window, its edition with an exclamation mark where it is final, its texts, and the summary. */
    static String line(WindowSummary<String> summary) {
        TextWindow window = summary.window();
        return seconds(window.start()) + "-" + seconds(window.end()) + " " + window.edition()
                + (window.isFinal() ? "! " : "? ") + window.records() + " "
                + window.texts().stream().map(WindowedText::text).collect(Collectors.joining("+")) + " "
                + (summary.answer() == null ? "nothing" : summary.text());
    }

    private static String seconds(long millis) {
        long since = millis - START;
        return since % 1_000 == 0 ? Long.toString(since / 1_000) : since + "ms";
    }

    static void pipe(EnrichmentDriver driver, String key, double second, String body) {
        pipe(driver, key, second, 0, body);
    }

    static void pipe(EnrichmentDriver driver, String key, double second, int number, String body) {
        Tickets.in(driver)
                .pipe(new TestRecord<>(
                        key,
                        Ticket.of(number, body),
                        java.time.Instant.ofEpochMilli(START + Math.round(second * 1_000))));
    }

    /** Why windows were refused. */
    static List<String> refused(EnrichmentDriver driver) {
        return driver.output("refused", Serdes.String(), Serdes.String()).values();
    }

    /** Why records were rejected. */
    static List<String> whyRejected(EnrichmentDriver driver) {
        return driver.output("rejected-why", Serdes.String(), Serdes.String()).values();
    }

    static OutputTopic<String, String> rejected(EnrichmentDriver driver) {
        return driver.output("rejected", Serdes.String(), Serdes.String());
    }
}
