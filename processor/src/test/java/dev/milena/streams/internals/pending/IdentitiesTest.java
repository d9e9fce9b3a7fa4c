// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class EventIdTest {

    @Test
    void shouldKeepItsLayoutWhenWritten() {
        assertThat(new EventId("ab", 1, 258).toBytes().get())
                .containsExactly(0, 2, 'a', 'b', 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2);
    }

    @Test
    void shouldReadWhatItWrote() {
        for (EventId id : List.of(
                new EventId("milena.text", 0, 0),
                new EventId("ä", 7, Long.MAX_VALUE),
                new EventId("t".repeat(249), Integer.MAX_VALUE, 42))) {
            assertThat(EventId.fromBytes(id.toBytes())).isEqualTo(id);
        }
    }

    @Test
    void shouldSortByOffsetWithinAPartition() {
        List<Bytes> sorted = Stream.of(300L, 2L, 70_000L, 255L, 256L, 1L << 40)
                .map(offset -> new EventId("t", 3, offset).toBytes())
                .sorted()
                .toList();

        assertThat(sorted)
                .extracting(bytes -> EventId.fromBytes(bytes).offset())
                .containsExactly(2L, 255L, 256L, 300L, 70_000L, 1L << 40);
    }

    @Test
    void shouldRefuseBytesWhenTheyAreNoId() {
        byte[] good = new EventId("topic", 1, 2).toBytes().get();
        for (int length = 0; length < good.length; length++) {
            Bytes cut = Bytes.wrap(java.util.Arrays.copyOf(good, length));
            assertThatThrownBy(() -> EventId.fromBytes(cut)).isInstanceOf(UnreadablePendingEventException.class);
        }
        Bytes longer = Bytes.wrap(java.util.Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> EventId.fromBytes(longer)).isInstanceOf(UnreadablePendingEventException.class);
    }
}
