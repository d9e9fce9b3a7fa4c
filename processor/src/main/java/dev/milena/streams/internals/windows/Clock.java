// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * How far a task is. Immutable.
 *
 * @param streamTime the greatest timestamp that was seen, or what the wall clock made of it while the stream was idle
 * @param sequence the place of the next text
 */
record Clock(long streamTime, long sequence) {
    static final Clock FIRST = new Clock(Long.MIN_VALUE, 0);
}
