// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import org.apache.kafka.clients.consumer.Consumer;

/** Gates over consumers of a test. */
public final class Gates {

    private Gates() {}

    /** A gate of a thread with that consumer. */
    public static PartitionGate over(Consumer<byte[], byte[]> consumer) {
        return new PartitionGate(consumer);
    }
}
