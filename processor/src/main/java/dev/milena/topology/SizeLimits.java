// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

/**
 * The largest record that each topic takes, in bytes on the wire: the smaller of the producer's
 * {@code max.request.size} and the topic's {@code max.message.bytes}. Immutable.
 *
 * @param pending largest envelope of the pending store's changelog
 * @param output largest answer
 * @param attention largest attention map
 * @param deadLetter largest dead letter
 */
record SizeLimits(long pending, long output, long attention, long deadLetter) {

    /** The same limit for every topic. */
    static SizeLimits all(long bytes) {
        return new SizeLimits(bytes, bytes, bytes, bytes);
    }
}
