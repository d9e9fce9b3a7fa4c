// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class PendingEventCodecTest {
    private static final EventId ID = new EventId("milena.text", 3, 4711);

    @Test
    void shouldReadWhatItWrote() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("a", new byte[] {1, 2});
        headers.add("a", null);
        headers.add("ü", new byte[0]);
        PendingEvent event = new PendingEvent(ID, new byte[] {9}, new byte[] {5, 6, 7}, headers, 1_000, -5);

        assertRead(event);
    }

    @Test
    void shouldTellNullFromEmptyWhenKeyOrValueIsMissing() {
        assertRead(new PendingEvent(ID, null, new byte[0], new RecordHeaders(), 0, 0));
        assertRead(new PendingEvent(ID, new byte[0], null, new RecordHeaders(), Long.MAX_VALUE, Long.MIN_VALUE));
    }

    /** The layout is a promise to the builds that come after: what version 1 wrote stays readable. */
    @Test
    void shouldKeepItsLayoutWhenWritten() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", new byte[] {8});
        PendingEvent event = new PendingEvent(ID, null, new byte[] {7}, headers, 1, 2);

        assertThat(PendingEventCodec.encode(event))
                .containsExactly(
                        1, // version
                        0, 0, 0, 0, 0, 0, 0, 1, // timestamp
                        0, 0, 0, 0, 0, 0, 0, 2, // source timestamp
                        -1, -1, -1, -1, // no key
                        0, 0, 0, 1, 7, // value
                        0, 0, 0, 1, // headers
                        0, 0, 0, 1, 'h', 0, 0, 0, 1, 8);
    }

    @Test
    void shouldNameBothVersionsWhenWrittenByAnotherBuild() {
        byte[] bytes = PendingEventCodec.encode(event());
        bytes[0] = 9;

        assertThatThrownBy(() -> PendingEventCodec.decode(ID, bytes))
                .isInstanceOf(UnreadablePendingEventException.class)
                .hasMessageContaining("milena.text-3@4711")
                .hasMessageContaining("version 9")
                .hasMessageContaining("version 1")
                .hasMessageContaining("Nothing was deleted");
    }

    @Test
    void shouldRefuseWhenCutAnywhereOrTooLong() {
        byte[] bytes = PendingEventCodec.encode(event());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> PendingEventCodec.decode(ID, cut))
                    .as("cut at %d", length)
                    .isInstanceOf(UnreadablePendingEventException.class);
        }
        assertThatThrownBy(() -> PendingEventCodec.decode(ID, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(UnreadablePendingEventException.class);
    }

    @Test
    void shouldThrowNothingElseWhenBytesAreDamaged() {
        Random random = new Random(20261121);
        byte[] good = PendingEventCodec.encode(event());
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Throwable thrown = catchThrowable(() -> PendingEventCodec.decode(ID, damaged));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(UnreadablePendingEventException.class);
            }
        }
    }

    private static PendingEvent event() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[] {1, 2, 3});
        return new PendingEvent(ID, new byte[] {1}, new byte[] {2, 3}, headers, 10, 20);
    }

    private static void assertRead(PendingEvent event) {
        PendingEvent read = PendingEventCodec.decode(event.id(), PendingEventCodec.encode(event));

        assertThat(read).usingRecursiveComparison().isEqualTo(event);
        assertThat(read.headers().toArray()).isEqualTo(event.headers().toArray());
    }
}
