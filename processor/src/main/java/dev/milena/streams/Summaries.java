// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.ModelInfo;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRequest;
import dev.milena.language.LanguageDetector;
import dev.milena.streams.internals.windows.CollectorSupplier;
import dev.milena.streams.internals.windows.FixedWindows;
import dev.milena.streams.internals.windows.Sessions;
import dev.milena.streams.internals.windows.TextWindowSerde;
import dev.milena.streams.internals.windows.WindowLimits;
import dev.milena.streams.internals.windows.WindowSpec;
import dev.milena.streams.internals.windows.Windowing;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowTextExtractor;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Summaries of what the records of a key say within a time: tumbling, hopping or session windows on event time, at any place of
 * a topology. A window is summarized once when it closes, and, where asked, early updates of it before.
 *
 * <pre>{@code
 * Summarized<String, Ticket> hourly = Summaries.<String, Ticket>named("hourly")
 *         .over(TimeWindows.ofSizeAndGrace(Duration.ofHours(1), Duration.ofMinutes(5)))
 *         .text(Ticket::body)
 *         .keysAs(Serdes.String())
 *         .models(models)
 *         .apply(tickets);
 * hourly.summaries(summary -> new Hour(summary.window().start(), summary.text())).to("hours");
 * hourly.refusals().mapValues(Refusal::message).to("hours-refused");
 * hourly.rejected().mapValues(Refusal::message).to("tickets-rejected");
 * }</pre>
 *
 * <p>A window closes when the stream reaches its end and its grace period: when a record of its task has such a timestamp, or,
 * with {@link #idleAfter}, when none has come for long. Every window has exactly one final summary (or at least one, as
 * {@code processing.guarantee} says) or refusal; those of a key leave in the order in which they close. What is collected is in
 * a changelogged store, and a task that moves takes its open windows with it. Where the definition of windows changes, those
 * that are open still close at their time, with what they have, and new records come into new windows.
 *
 * <p>A record without a value is left out. A builder; not thread-safe. The functions run on stream threads, several at a time.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class Summaries<K, V> {
    /** Most texts of a window that are kept, unless set. */
    public static final int DEFAULT_MAX_TEXTS = 1_000;

    /** Most bytes of texts of a window that are kept, unless set. */
    public static final int DEFAULT_MAX_BYTES = 131_072;

    /** How far ahead of the clock a timestamp may be, unless set. */
    public static final Duration DEFAULT_AHEAD = Duration.ofHours(1);

    /** Most windows that a record may be in. */
    public static final int MOST_WINDOWS = 2_000;

    /** What a text takes in the text that a model is asked about, beside its own bytes. */
    private static final int BETWEEN_BYTES = 2;

    private static final int STORY_BYTES = 8_000;

    private final String name;
    private @Nullable Windowing windowing;
    private @Nullable WindowTextExtractor<K, V> text;
    private UnaryOperator<TextRequest> request = asked -> asked.task(ModelInfo.SUMMARIZATION);
    private @Nullable Models models;
    private @Nullable Serde<K> keySerde;
    private @Nullable TextOverflow overflow;
    private @Nullable LanguageDetector detector;
    private int maxTexts = DEFAULT_MAX_TEXTS;
    private int maxBytes = DEFAULT_MAX_BYTES;
    private long updateRecords;
    private Duration updateEvery = Duration.ZERO;
    private Duration idle = Duration.ZERO;
    private Duration ahead = DEFAULT_AHEAD;
    private Duration story = Duration.ZERO;

    private Summaries(String name) {
        this.name = name;
    }

    /**
     * Summaries of that name: it names the nodes in the topology, the store of windows ({@code NAME-windows}) and that of what is
     * pending ({@code NAME-pending}) with their changelog topics. Changing it forgets what is open and pending.
     *
     * @throws IllegalArgumentException when it cannot be part of a topic's name
     */
    public static <K, V> Summaries<K, V> named(String name) {
        Enrichment.requireName("A stage of summaries", name);
        return new Summaries<>(name);
    }

    /**
     * Windows of one size, tumbling or hopping.
     *
     * @throws IllegalArgumentException when a record would be in more than {@value #MOST_WINDOWS} of them: each is written anew
     *     for every record
     */
    public Summaries<K, V> over(TimeWindows windows) {
        Objects.requireNonNull(windows, "the windows");
        SummariesChecks.check(name, windows);
        windowing = new FixedWindows(windows.sizeMs, windows.advanceMs, windows.gracePeriodMs());
        return this;
    }

    /** Windows that last as long as records come with no longer gap between them. */
    public Summaries<K, V> over(SessionWindows windows) {
        Objects.requireNonNull(windows, "the windows");
        SummariesChecks.check(name, windows);
        windowing = new Sessions(windows.inactivityGap(), windows.gracePeriodMs());
        return this;
    }

    /** The text of a value; null where it has none. */
    public Summaries<K, V> text(Function<? super V, @Nullable String> taken) {
        Objects.requireNonNull(taken, "the text function");
        return textOf(record -> taken.apply(Objects.requireNonNull(record.value())));
    }

    /** The text of a record, by all that it has, or why it is refused. */
    public Summaries<K, V> textOf(WindowTextExtractor<K, V> taken) {
        text = Objects.requireNonNull(taken, "the text function");
        return this;
    }

    /** How a model is asked about the text of a window; for a summary by the first bundle that makes any, unless set. */
    public Summaries<K, V> request(UnaryOperator<TextRequest> asks) {
        request = Objects.requireNonNull(asks, "how a model is asked");
        return this;
    }

    /** Who answers. */
    public Summaries<K, V> models(Models those) {
        models = those;
        return this;
    }

    /** How keys are written. Tasks share the serde: it has to be thread-safe, and to need no headers. */
    public Summaries<K, V> keysAs(Serde<K> serde) {
        keySerde = serde;
        return this;
    }

    /**
     * What a model reads of a window that has more than it takes: {@link TextOverflow#SALIENCE} or {@link TextOverflow#LATEST},
     * for instance; as {@code milena.text.overflow} says unless set.
     */
    public Summaries<K, V> overflow(TextOverflow policy) {
        overflow = Objects.requireNonNull(policy, "what becomes of a window that is too long");
        return this;
    }

    /** What finds the language of a window, see {@link Enrichment#languageDetector}. */
    public Summaries<K, V> languageDetector(LanguageDetector finds) {
        detector = Objects.requireNonNull(finds, "what finds the language of a text");
        return this;
    }

    /**
     * Most texts of a window that are kept; the oldest ones are dropped, and counted.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public Summaries<K, V> maxTexts(int most) {
        maxTexts = atLeastOne("maxTexts", most);
        return this;
    }

    /**
     * Most bytes of texts of a window that are kept; the oldest texts are dropped, and counted. A text with more is refused.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public Summaries<K, V> maxBytes(int most) {
        maxBytes = atLeastOne("maxBytes", most);
        return this;
    }

    /**
     * An early update of a window whenever it has so many records more. With {@link #updateEvery}, whichever comes first.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public Summaries<K, V> updateAfter(int records) {
        updateRecords = atLeastOne("updateAfter", records);
        return this;
    }

    /**
     * An early update of a window that has new records, no sooner than so long after the one before, by the wall clock.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public Summaries<K, V> updateEvery(Duration time) {
        updateEvery = positive("the time between two updates", time);
        return this;
    }

    /**
     * Where no record of a task has come for so long, and none is left to read by its thread, the stream goes on as the wall clock does, and windows
     * close. Without it they wait for the next record. Let it be longer than a broker or a producer may be away: what comes
     * after that is late.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public Summaries<K, V> idleAfter(Duration time) {
        idle = positive("the time without a record", time);
        return this;
    }

    /**
     * How far ahead of the clock a timestamp may be; a record with a later one is rejected, since it would close the windows of
     * all keys.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public Summaries<K, V> atMostAhead(Duration time) {
        ahead = positive("how far timestamps may be ahead", time);
        return this;
    }

    /**
     * Every summary begins with the one before of its key: the story so far. It is forgotten when the key has had no window for
     * that time of the stream. A window of a key waits until the summary of the one before is there.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public Summaries<K, V> rolling(Duration keptFor) {
        story = positive("how long a story is kept", keptFor);
        return this;
    }

    /**
     * Most bytes that the text of a window may have, which must not be more than {@code milena.text.max.bytes}.
     *
     * @param maxTexts most texts of it
     * @param maxBytes most bytes of those
     * @param isRolling whether it begins with the story so far
     */
    public static long mostBytes(int maxTexts, long maxBytes, boolean isRolling) {
        return maxBytes + (long) BETWEEN_BYTES * maxTexts + (isRolling ? STORY_BYTES : 0);
    }

    private int atLeastOne(String method, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(method + "(" + value + ") of '" + name
                    + "': it must be 1 or more; leave the call out for what holds without it");
        }
        return value;
    }

    private Duration positive(String what, Duration time) {
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "In '" + name + "', " + what + " is " + time + "; it must be a millisecond or more");
        }
        return time;
    }

    /**
     * Adds the stage to the topology of a stream.
     *
     * @return what comes out; summaries, refusals and rejected records all have to be read, or the topology does not build
     * @throws IllegalStateException when something is not set, or does not go together
     */
    public Summarized<K, V> apply(KStream<K, V> stream) {
        Models answering = required(models, "models(...)", "which models answer");
        WindowSpec<K, V> spec = new WindowSpec<>(
                name,
                name + "-windows",
                required(windowing, "over(...)", "over which windows"),
                required(text, "text(...)", "what the text of a record is"),
                required(keySerde, "keysAs(...)", "how keys are written"),
                answering.pool(),
                answering.own(),
                limits(),
                name + "-collected",
                name + "-rejected");
        SummariesChecks.check(spec, overflow, answering.config());
        CollectorSupplier<K, V> collector = new CollectorSupplier<>(spec, answering.config());
        KStream<K, Object> forwarded = stream.process(collector, Named.as(name + "-windows"));
        collector.applied();
        WindowRequests requests = new WindowRequests(name, request);
        Enrichment<K, TextWindow> asking = Enrichment.<K, TextWindow>named(name)
                .models(answering)
                .textsOf(record -> requests.of(Objects.requireNonNull(record.value())))
                .pendingAs(spec.keySerde(), new TextWindowSerde());
        if (overflow != null) {
            asking.overflow(overflow);
        }
        if (detector != null) {
            asking.languageDetector(detector);
        }
        return new Summarized<>(spec, collector, asking.apply(behind(forwarded, spec.collectedNode())), forwarded);
    }

    private WindowLimits limits() {
        return new WindowLimits(
                maxTexts,
                maxBytes,
                updateRecords,
                updateEvery.toMillis(),
                idle.toMillis(),
                ahead.toMillis(),
                story.toMillis());
    }

    private <T> T required(@Nullable T value, String method, String what) {
        if (value == null) {
            throw new IllegalStateException(
                    "Summaries '" + name + "' do not say " + what + ": call " + method + " before apply(...)");
        }
        return value;
    }

    /** A node that gets what the collector forwards to it by name. */
    @SuppressWarnings("unchecked") // the collector sends a node only what belongs there
    static <K, R> KStream<K, R> behind(KStream<K, Object> forwarded, String node) {
        return forwarded.process(
                () -> new ContextualProcessor<K, Object, K, R>() {
                    @Override
                    public void process(Record<K, Object> record) {
                        context().forward(record.withValue((R) record.value()));
                    }
                },
                Named.as(node));
    }
}
