// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * A record that comes to the windows of its key. Immutable.
 *
 * @param timestamp its timestamp, which the stream time has reached
 * @param sequence its place among the records of the task
 * @param isReadable whether it has a text
 * @param streamTime how far the task is
 * @param now the wall clock
 */
record Arrival(long timestamp, long sequence, boolean isReadable, long streamTime, long now) {}
