// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How the topology of a run's jobs writes: its input, its outputs, its stores. Stateless, any thread. */
interface Contract {
    /** That of the topology which the options name. */
    static Contract of(ChaosOptions options) {
        return switch (options.topology()) {
            case EVENTS -> new EventContract();
            case CHAINED -> new ChainedContract();
            case WINDOWS -> new WindowContract();
        };
    }

    /** The value of an event. */
    byte[] event(String text);

    /** What a record of the topic of answers says. */
    Output answer(ConsumerRecord<byte[], byte[]> record);

    /** What a record of the topic of dead letters says. */
    Output deadLetter(ConsumerRecord<byte[], byte[]> record);

    /** How many outputs an event is owed, in order. */
    int parts();

    /** Names of the pending stores. */
    List<String> stores();

    /** Whether each answer has an attention map. */
    boolean attention();
}
