// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Sends an output to the partition number that its event came from, so that the order of events without a key survives
 * too. A topic with fewer partitions gets several source partitions in one, each still in order. Any thread.
 */
final class SourcePartitioner implements StreamPartitioner<byte[], OutgoingValue> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, OutgoingValue value, int numPartitions) {
        return Optional.of(Set.of(value.sourcePartition() % numPartitions));
    }
}
