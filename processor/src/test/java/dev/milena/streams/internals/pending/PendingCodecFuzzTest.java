// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/** Entries of the pending store, as any build wrote them or a broken disk left them: read as they are, or refused. */
class PendingCodecFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void shouldReadAsItIsOrRefuse(byte[] data) {
        for (Bytes key : new Bytes[] {
            Bytes.wrap(Arrays.copyOf(data, Math.min(data.length, 27))),
            PendingCodec.key(1),
            PendingCodecTest.version1Key("milena.text", 0, 1)
        }) {
            try {
                StoredRecord record = PendingCodec.decode(key, data);
                byte[] again = PendingCodec.encode(record);
                StoredRecord copy = PendingCodec.decode(key, again);
                assertThat(copy.headers()).isEqualTo(record.headers());
                assertThat(PendingCodec.encode(copy)).isEqualTo(again);
            } catch (UnreadablePendingException e) {
                assertThat(e).hasMessageContaining("Nothing was deleted");
            }
        }
    }
}
