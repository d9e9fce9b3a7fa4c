// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of the store of windows. The first byte says what an entry is; numbers are big-endian, so that a scan yields them in
 * their order. {@code owner} is the definition of the windows (i32), the length of the record's key (i32) and the key.
 *
 * <pre>
 * C                              how far the task is
 * E owner timestamp sequence     a text
 * F owner start edition          a window that a model is asked about
 * P owner pane                   what the texts of a pane take
 * R owner                        the story so far
 * T closes-at owner start        when a window closes
 * U due-at owner start           when the next early update of a window is due
 * W owner start                  an open window
 * X expires-at owner             when a story is forgotten
 * </pre>
 *
 * Stateless.
 */
final class WindowKeys {
    static final Bytes CLOCK = Bytes.wrap(new byte[] {'C'});

    private WindowKeys() {}

    /** The owner of entries: a key of records under one definition of windows. */
    static byte[] owner(int definition, byte[] key) {
        return ByteBuffer.allocate(2 * Integer.BYTES + key.length)
                .putInt(definition)
                .putInt(key.length)
                .put(key)
                .array();
    }

    /** The key of records of an owner. */
    static byte[] keyOf(byte[] owner) {
        ByteBuffer in = ByteBuffer.wrap(owner);
        in.getInt();
        byte[] key = new byte[in.getInt()];
        in.get(key);
        return key;
    }

    /** An entry of an owner. */
    static Bytes of(char what, byte[] owner, long... numbers) {
        ByteBuffer out = ByteBuffer.allocate(1 + owner.length + numbers.length * Long.BYTES)
                .put((byte) what)
                .put(owner);
        for (long number : numbers) {
            out.putLong(number);
        }
        return Bytes.wrap(out.array());
    }

    /** An entry that is found by a time. */
    static Bytes timed(char what, long time, byte[] owner, long... numbers) {
        ByteBuffer out = ByteBuffer.allocate(1 + Long.BYTES + owner.length + numbers.length * Long.BYTES)
                .put((byte) what)
                .putLong(time)
                .put(owner);
        for (long number : numbers) {
            out.putLong(number);
        }
        return Bytes.wrap(out.array());
    }

    /** The first possible entry of a time. */
    static Bytes from(char what, long time) {
        return timed(what, time, new byte[0]);
    }

    /** The last number of a key. */
    static long lastNumber(Bytes key) {
        return number(key, 1);
    }

    /** A number of a key, counted from its end, from 1. */
    static long number(Bytes key, int fromEnd) {
        byte[] bytes = key.get();
        return ByteBuffer.wrap(bytes, bytes.length - fromEnd * Long.BYTES, Long.BYTES)
                .getLong();
    }

    /** The time by which an entry is found. */
    static long time(Bytes key) {
        return ByteBuffer.wrap(key.get(), 1, Long.BYTES).getLong();
    }

    /** The owner of an entry that is found by a time and has that many numbers behind the owner. */
    static byte[] timedOwner(Bytes key, int numbers) {
        int start = 1 + Long.BYTES;
        byte[] owner = new byte[key.get().length - start - numbers * Long.BYTES];
        System.arraycopy(key.get(), start, owner, 0, owner.length);
        return owner;
    }
}
