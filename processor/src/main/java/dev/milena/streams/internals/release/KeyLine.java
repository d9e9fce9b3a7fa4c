// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.release;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Identity of the records of a task whose order is kept: those of one key. Records without a key form one line, which is
 * not the line of the empty key.
 *
 * @param key the key as the stage's serde writes it, or null
 */
public record KeyLine(@Nullable ByteBuffer key) {
    /** The line of a key. */
    public static KeyLine of(byte @Nullable [] key) {
        return new KeyLine(key == null ? null : ByteBuffer.wrap(key));
    }
}
