// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.Priority;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRequest;
import dev.milena.glossary.Glossary;
import dev.milena.language.LanguageDetector;
import dev.milena.streams.internals.stage.Claims;
import dev.milena.streams.internals.stage.Outputs;
import dev.milena.streams.internals.stage.StageSpec;
import dev.milena.streams.internals.stage.StageSupplier;
import dev.milena.streams.record.PartialAnswers;
import dev.milena.streams.record.SourceRecord;
import dev.milena.streams.record.TextExtractor;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * A stage that asks models about the records of a stream, at any place of a topology: behind a source, a filter, a
 * {@code flatMap}, a join, a window, another enrichment.
 *
 * <pre>{@code
 * Enriched<String, Ticket> german = Enrichment.<String, Ticket>named("translate")
 *         .models(models)
 *         .text(ticket -> TextRequest.of(ticket.body()).into("de"))
 *         .pendingAs(Serdes.String(), ticketSerde)
 *         .apply(tickets);
 * german.answers((ticket, answer) -> ticket.withGerman(answer.text())).to("tickets-done");
 * german.refusals().mapValues(Refusal::message).to("tickets-refused");
 * }</pre>
 *
 * <p>Every record is answered exactly once (or at least once, as {@code processing.guarantee} says) or refused; the records
 * of a key leave in the order in which they came, with their headers and timestamps. A record without a value, and one
 * without a text, passes on in its place and is not asked about. What waits for a model is in a changelogged store that is
 * named after the enrichment.
 *
 * <p>A builder; not thread-safe. The functions run on stream threads, several at a time.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class Enrichment<K, V> {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    private final String name;
    private String store;
    private @Nullable Models models;
    private @Nullable TextExtractor<K, V> extractor;
    private boolean onlyOneText;
    private PartialAnswers partialAnswers = PartialAnswers.REFUSE;
    private @Nullable Serde<K> keySerde;
    private @Nullable Serde<V> valueSerde;
    private @Nullable Long changelogMaxBytes;
    private @Nullable Supplier<Glossary> glossary;
    private @Nullable LanguageDetector detector;
    private @Nullable TextOverflow overflow;
    private Claims<K, V> claims = Claims.byKey();

    private Enrichment(String name) {
        this.name = name;
        this.store = name + "-pending";
    }

    /**
     * An enrichment of that name: it names the node in the topology, and the store of what is pending with its changelog
     * topic. Changing it forgets what is pending.
     *
     * @throws IllegalArgumentException when it cannot be part of a topic's name
     */
    public static <K, V> Enrichment<K, V> named(String name) {
        requireName("An enrichment", name);
        return new Enrichment<>(name);
    }

    static String requireName(String what, String name) {
        if (!NAME.matcher(name).matches() || name.startsWith(".")) {
            throw new IllegalArgumentException(what + " is named '" + name
                    + "'; its name is part of a topic's name: 1 to 200 letters, digits, dots, underscores or dashes");
        }
        return name;
    }

    /** Who answers. */
    public Enrichment<K, V> models(Models those) {
        models = those;
        return this;
    }

    /** The one text of every record. */
    public Enrichment<K, V> text(Function<? super V, TextRequest> text) {
        Objects.requireNonNull(text, "the text function");
        extractor = record -> List.of(text.apply(Objects.requireNonNull(record.value())));
        onlyOneText = true;
        return this;
    }

    /** The texts of a record: none, one or several. All answers of a record leave together. */
    public Enrichment<K, V> texts(Function<? super V, List<TextRequest>> texts) {
        Objects.requireNonNull(texts, "the text function");
        return textsOf(record -> texts.apply(Objects.requireNonNull(record.value())));
    }

    /** The texts of a record, by all that it has, or why it is refused. */
    public Enrichment<K, V> textsOf(TextExtractor<K, V> texts) {
        extractor = Objects.requireNonNull(texts, "the text function");
        onlyOneText = false;
        return this;
    }

    /** What becomes of a record one of whose texts is refused; it is refused as a whole unless set. */
    public Enrichment<K, V> onPartRefused(PartialAnswers policy) {
        partialAnswers = Objects.requireNonNull(policy, "what becomes of a record one of whose texts is refused");
        return this;
    }

    /**
     * How terms are translated, in the place of what {@code milena.glossary.file} says; asked for once a text on stream threads,
     * so that a {@link dev.milena.glossary.LiveGlossary} acts from the next text on. A record that is pending when the process
     * ends is divided again by the glossary as it is then.
     */
    public Enrichment<K, V> glossary(Supplier<Glossary> terms) {
        glossary = Objects.requireNonNull(terms, "how terms are translated");
        return this;
    }

    /**
     * What finds the language of a text whose request names none, where the models that could answer it read several; nothing
     * unless set. {@code milena.language.unsure} says what becomes of a text whose language is not sure.
     */
    public Enrichment<K, V> languageDetector(LanguageDetector finds) {
        detector = Objects.requireNonNull(finds, "what finds the language of a text");
        return this;
    }

    /** What becomes of a text that is too long for its model, in the place of what {@code milena.text.overflow} says. */
    public Enrichment<K, V> overflow(TextOverflow policy) {
        overflow = Objects.requireNonNull(policy, "what becomes of a text that is too long");
        return this;
    }

    /**
     * Who a record is for, a tenant for instance: flows take turns, whatever they have queued; its key's unless set. Null is a
     * word for nothing: then it is the key's again. A name is one flow in all enrichments that share the models. What the
     * function throws costs the record, as with a text function.
     */
    public Enrichment<K, V> flowOf(Function<? super SourceRecord<K, V>, @Nullable String> flow) {
        claims = claims.withFlow(Objects.requireNonNull(flow, "the flow function"));
        return this;
    }

    /**
     * How urgent a record is; null is {@link Priority#NORMAL}, as is every record unless set. Priorities share the models as
     * {@code milena.priority.weights} says. Records of a key stay in their order: those before an urgent one become as
     * urgent. What the function throws costs the record, as with a text function.
     */
    public Enrichment<K, V> priorityOf(Function<? super SourceRecord<K, V>, @Nullable Priority> priority) {
        claims = claims.withPriority(Objects.requireNonNull(priority, "the priority function"));
        return this;
    }

    /**
     * How records are written into the store of what is pending. Tasks share the serdes, as Kafka Streams shares those of
     * {@code Consumed}: they have to be thread-safe.
     */
    public Enrichment<K, V> pendingAs(Serde<K> key, Serde<V> value) {
        keySerde = key;
        valueSerde = value;
        return this;
    }

    /** Name of the store of what is pending; the enrichment's with {@code -pending} unless set. */
    public Enrichment<K, V> pendingStore(String named) {
        store = requireName("The pending store of enrichment '" + name + "'", named);
        return this;
    }

    /**
     * Largest record that the store's changelog topic takes, where it was created with another {@code max.message.bytes}
     * than a stage gives it.
     */
    public Enrichment<K, V> changelogMaxBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("The changelog of enrichment '" + name + "' takes records of " + bytes
                    + " bytes; it must be 1 or more, as max.message.bytes of that topic says");
        }
        changelogMaxBytes = bytes;
        return this;
    }

    /**
     * Adds the stage to the topology of a stream.
     *
     * @return what comes out; its answers and its refusals both have to be read, or the topology does not build
     * @throws IllegalStateException when models, texts or serdes are not set
     */
    public Enriched<K, V> apply(KStream<K, V> stream) {
        Models answering = required(models, "models(...)", "which models answer");
        Outputs<K, V> outputs = new Outputs<>();
        StageSpec<K, V> spec = new StageSpec<>(
                name,
                store,
                answering.pool(),
                required(extractor, "text(...) or texts(...)", "what is asked"),
                claims,
                partialAnswers,
                required(keySerde, "pendingAs(...)", "how pending keys are written"),
                required(valueSerde, "pendingAs(...)", "how pending values are written"),
                answering.own(),
                changelogMaxBytes,
                glossary == null ? answering.config()::glossary : glossary,
                detector,
                overflow,
                outputs);
        StageSupplier<K, V> supplier = new StageSupplier<>(spec, answering.config());
        KStream<K, Object> released = stream.process(supplier, Named.as(name));
        supplier.applied();
        return new Enriched<>(name, released, outputs, onlyOneText && partialAnswers == PartialAnswers.REFUSE);
    }

    private <T> T required(@Nullable T value, String method, String what) {
        if (value == null) {
            throw new IllegalStateException(
                    "Enrichment '" + name + "' does not say " + what + ": call " + method + " before apply(...)");
        }
        return value;
    }
}
