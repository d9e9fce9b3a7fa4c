// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import org.apache.kafka.common.serialization.Serializer;

/**
 * A value on its way to a sink: already serialized, because its size was checked, and with the partition that its event
 * came from, because the sink's partitioner sees nothing else.
 *
 * @param bytes the serialized value
 * @param sourcePartition partition of the source record
 */
@SuppressWarnings("ArrayRecordComponent") // bytes travel by reference to the producer; nobody compares them
record OutgoingValue(byte[] bytes, int sourcePartition) {

    /** Hands the bytes to the producer. Any thread. */
    static final class Writer implements Serializer<OutgoingValue> {
        @Override
        @SuppressWarnings("NullAway") // a null value is Kafka's tombstone, which Milena never sends
        public byte[] serialize(String topic, OutgoingValue value) {
            return value == null ? null : value.bytes();
        }
    }

    @Override
    public String toString() {
        return "OutgoingValue[" + bytes.length + " bytes, partition " + sourcePartition + "]";
    }
}
