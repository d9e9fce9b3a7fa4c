// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Identity of the events whose order is kept: same source topic, partition and key. Events without a key form one line
 * a partition, which is not the line of the empty key.
 *
 * @param topic source topic
 * @param partition source partition
 * @param key key bytes, or null
 */
record OrderLine(String topic, int partition, @Nullable ByteBuffer key) {

    static OrderLine of(PendingEvent event) {
        byte[] key = event.key();
        return new OrderLine(event.id().topic(), event.id().partition(), key == null ? null : ByteBuffer.wrap(key));
    }
}
