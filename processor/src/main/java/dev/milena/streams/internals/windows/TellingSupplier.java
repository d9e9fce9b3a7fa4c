// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.api.TextRefusedException;
import dev.milena.streams.internals.outage.Blame;
import dev.milena.streams.internals.supervision.Failures;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The node behind the model that tells the store which windows are done, and lets everything pass. Connected with the store of
 * windows. Any thread.
 *
 * @param <K> type of keys
 * @param <T> type of what passes
 */
public final class TellingSupplier<K, T> implements ProcessorSupplier<K, T, K, T> {
    private final WindowSpec<K, ?> spec;
    private final Function<T, Told> told;

    /**
     * @param told which window is done with what passes
     */
    public TellingSupplier(WindowSpec<K, ?> spec, Function<T, Told> told) {
        this.spec = spec;
        this.told = told;
    }

    @Override
    public Processor<K, T, K, T> get() {
        return new ContextualProcessor<>() {
            @Override
            public void process(Record<K, T> record) {
                tell(record.key(), told.apply(record.value()));
                context().forward(record);
            }

            private void tell(K key, Told window) {
                WindowTable table = new WindowTable(context().getStateStore(spec.store()));
                byte[] owner = Stories.ofKey(written(key));
                table.removeAsked(owner, window.start(), window.edition());
                if (window.story() != null && spec.limits().isRolling()) {
                    table.put(
                            owner,
                            new Story(window.end() + spec.limits().storyMs(), Stories.shortened(window.story())));
                }
            }

            private byte[] written(K key) {
                String topic = spec.changelog(context().applicationId());
                try {
                    return Blame.on(
                            "The key serde of '" + spec.name() + "'",
                            () -> spec.keySerde().serializer().serialize(topic, new RecordHeaders(), key));
                } catch (Blame.RecordFailure | TextRefusedException e) {
                    throw new StreamsException("The serde of keysAs(...) of '" + spec.name()
                            + "' no longer writes a key that it wrote before: " + Failures.describe(e)
                            + "; repair it: the window stays in its store until then");
                }
            }
        };
    }
}
