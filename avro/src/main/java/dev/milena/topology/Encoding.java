// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;

/** Values of the outputs as bytes. Stateless. */
final class Encoding {
    private Encoding() {}

    /**
     * A value as bytes.
     *
     * @throws TextRefusedException when the serde cannot write it; one that needs something that is away is waited for
     */
    static <T> byte[] of(Serde<T> serde, String topic, Headers headers, T value) throws TextRefusedException {
        try {
            return serde.serializer().serialize(topic, headers, value);
        } catch (SerializationException e) {
            throw unwritable(serde, topic, e);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw unwritable(serde, topic, e);
        }
    }

    private static TextRefusedException unwritable(Serde<?> serde, String topic, Throwable e) {
        return new TextRefusedException(
                RefusalCode.MERGE_FAILED,
                "The output for topic " + topic + " cannot be encoded by "
                        + serde.serializer().getClass().getName() + ": " + Errors.describe(e)
                        + "; look at the serde that is set for the topic, and send the event again",
                e);
    }
}
