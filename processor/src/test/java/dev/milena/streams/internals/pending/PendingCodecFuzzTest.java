// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/** Entries of the pending store, as any build wrote them or a broken disk left them: read as they are, or refused. */
class PendingEventFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void shouldReadAsItIsOrRefuse(byte[] data) {
        byte[] key = Arrays.copyOf(data, Math.min(data.length, 27));
        EventId id = new EventId("milena.text", 0, 1);
        try {
            id = EventId.fromBytes(Bytes.wrap(key));
            assertThat(EventId.fromBytes(id.toBytes())).isEqualTo(id);
        } catch (UnreadablePendingEventException e) {
            assertThat(e).hasMessageContaining("Nothing was deleted");
        }
        try {
            PendingEvent event = PendingEventCodec.decode(id, data);
            byte[] again = PendingEventCodec.encode(event);
            PendingEvent copy = PendingEventCodec.decode(id, again);
            assertThat(copy.headers()).isEqualTo(event.headers());
            assertThat(PendingEventCodec.encode(copy)).isEqualTo(again);
        } catch (UnreadablePendingEventException e) {
            assertThat(e).hasMessageContaining("Nothing was deleted");
        }
    }
}
