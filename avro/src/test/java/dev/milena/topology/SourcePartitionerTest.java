// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SourcePartitionerTest {
    private final SourcePartitioner partitioner = new SourcePartitioner();

    @Test
    void shouldKeepThePartitionWhenTheTopicHasAsMany() {
        for (int partition = 0; partition < 4; partition++) {
            assertThat(partitionFor(partition, 4)).contains(Set.of(partition));
            assertThat(partitionFor(partition, 9)).contains(Set.of(partition));
        }
    }

    @Test
    void shouldKeepAPartitionsEventsTogetherWhenTheTopicHasFewer() {
        assertThat(partitionFor(5, 2)).contains(Set.of(1));
        assertThat(partitionFor(5, 1)).contains(Set.of(0));
    }

    private java.util.Optional<Set<Integer>> partitionFor(int source, int partitions) {
        return partitioner.partitions("t", new byte[] {1, 2}, new OutgoingValue(new byte[0], source), partitions);
    }
}
