// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.milena.streams.record.SourceCoordinates;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PendingCodecTest {
    private static final Bytes KEY = PendingCodec.key(4711);
    private static final SourceCoordinates SOURCE = new SourceCoordinates("milena.text", 3, 4711);
    private static final RecordIdentity IDENTITY = new RecordIdentity("milena.text-3@4711", true);

    @Test
    void shouldReadWhatItWrote() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("a", new byte[] {1, 2});
        headers.add("a", null);
        headers.add("ü", new byte[0]);
        RecordHeaders serdeHeaders = new RecordHeaders(headers.toArray());
        serdeHeaders.add("type", new byte[] {3});

        assertRead(
                new StoredRecord(IDENTITY, SOURCE, 1_000, new byte[] {9}, new byte[] {5, 6, 7}, headers, serdeHeaders));
        assertRead(new StoredRecord(
                new RecordIdentity("content-00", false), null, -5, new byte[] {9}, new byte[] {5}, headers, null));
    }

    @Test
    void shouldTellNullFromEmptyWhenKeyOrValueIsMissing() {
        assertRead(record(null, new byte[0]));
        assertRead(record(new byte[0], null));
    }

    /** The layout is a promise to the builds that come after: what this version wrote stays readable. */
    @Test
    void shouldKeepItsLayoutWhenWritten() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("h", new byte[] {8});
        StoredRecord record = new StoredRecord(
                new RecordIdentity("t-1@2", true),
                new SourceCoordinates("t", 1, 2),
                1,
                null,
                new byte[] {7},
                headers,
                null);

        assertThat(PendingCodec.encode(record))
                .containsExactly(
                        2, // version
                        3, // coordinates, repeatable
                        0, 0, 0, 0, 0, 0, 0, 1, // timestamp
                        0, 0, 0, 5, 't', '-', '1', '@', '2', // identity
                        0, 0, 0, 1, 't', 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, // coordinates
                        -1, -1, -1, -1, // no key
                        0, 0, 0, 1, 7, // value
                        0, 0, 0, 1, // headers
                        0, 0, 0, 1, 'h', 0, 0, 0, 1, 8);
        assertThat(PendingCodec.key(258).get()).containsExactly(1, 0, 0, 0, 0, 0, 0, 1, 2);
    }

    @Test
    void shouldReadWhatVersion1Wrote() {
        byte[] envelope = {
            1, // version
            0, 0, 0, 0, 0, 0, 0, 1, // timestamp
            -1, -1, -1, -1, -1, -1, -1, -2, // original timestamp
            0, 0, 0, 1, 'k', // key
            0, 0, 0, 1, 7, // value
            0, 0, 0, 1, // headers
            0, 0, 0, 1, 'h', 0, 0, 0, 1, 8
        };

        StoredRecord read = PendingCodec.decode(version1Key("ab", 1, 258), envelope);

        assertThat(read.identity()).isEqualTo(new RecordIdentity("ab-1@258", true));
        assertThat(read.source()).isEqualTo(new SourceCoordinates("ab", 1, 258));
        assertThat(read.timestamp()).isEqualTo(1);
        assertThat(read.key()).containsExactly('k');
        assertThat(read.value()).containsExactly(7);
        assertThat(read.headers()).extracting(header -> header.key()).containsExactly("h");
        assertThat(read.serdeHeaders())
                .extracting(header -> header.key())
                .containsExactly("h", "milena.original.timestamp");
    }

    @Test
    void shouldSortWhatVersion1WroteBeforeEverythingElse() {
        List<Bytes> keys =
                LongStream.of(1L << 40, 0, 256, 255).mapToObj(PendingCodec::key).toList();
        Bytes older = version1Key("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE);

        assertThat(keys).allSatisfy(key -> assertThat(older).isLessThan(key));
        assertThat(keys.stream().sorted().map(PendingCodec::sequence)).containsExactly(0L, 255L, 256L, 1L << 40);
        assertThat(PendingCodec.sequence(older)).isEqualTo(-1);
    }

    @Test
    void shouldNameBothVersionsWhenWrittenByAnotherBuild() {
        byte[] bytes = PendingCodec.encode(record(new byte[] {1}, new byte[] {2}));
        bytes[0] = 9;

        assertThatThrownBy(() -> PendingCodec.decode(KEY, bytes))
                .isInstanceOf(UnreadablePendingException.class)
                .hasMessageContaining("version 9")
                .hasMessageContaining("versions 1 to 2")
                .hasMessageContaining("Nothing was deleted");
    }

    @Test
    void shouldRefuseWhenCutAnywhereOrTooLong() {
        byte[] bytes = PendingCodec.encode(record(new byte[] {1}, new byte[] {2, 3}));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> PendingCodec.decode(KEY, cut))
                    .as("cut at %d", length)
                    .isInstanceOf(UnreadablePendingException.class);
        }
        assertThatThrownBy(() -> PendingCodec.decode(KEY, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(UnreadablePendingException.class);
    }

    @Test
    void shouldRefuseAKeyOfVersion1WhenItIsCut() {
        byte[] envelope = new byte[1 + 2 * Long.BYTES + 3 * Integer.BYTES];
        envelope[0] = 1;
        byte[] good = version1Key("topic", 1, 2).get();
        for (int length = 0; length < good.length; length++) {
            Bytes cut = Bytes.wrap(Arrays.copyOf(good, length));
            assertThatThrownBy(() -> PendingCodec.decode(cut, envelope)).isInstanceOf(UnreadablePendingException.class);
        }
    }

    @Test
    void shouldThrowNothingElseWhenBytesAreDamaged() {
        Random random = new Random(20261121);
        byte[] good = PendingCodec.encode(record(new byte[] {1}, new byte[] {2, 3}));
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Throwable thrown = catchThrowable(() -> PendingCodec.decode(KEY, damaged));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(UnreadablePendingException.class);
            }
        }
    }

    static Bytes version1Key(String topic, int partition, long offset) {
        return Bytes.wrap(ByteBuffer.allocate(Short.BYTES + topic.length() + Integer.BYTES + Long.BYTES)
                .putShort((short) topic.length())
                .put(topic.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .putInt(partition)
                .putLong(offset)
                .array());
    }

    private static StoredRecord record(byte @Nullable [] key, byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", new byte[] {1, 2, 3});
        return new StoredRecord(IDENTITY, SOURCE, 10, key, value, headers, null);
    }

    private static void assertRead(StoredRecord record) {
        StoredRecord read = PendingCodec.decode(KEY, PendingCodec.encode(record));

        assertThat(read).usingRecursiveComparison().isEqualTo(record);
        assertThat(read.headers().toArray()).isEqualTo(record.headers().toArray());
    }
}
