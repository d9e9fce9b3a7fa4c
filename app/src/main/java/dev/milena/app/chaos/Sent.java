// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

/**
 * An event that the cluster acknowledged. Immutable.
 *
 * @param number from 0, in the order of sending
 * @param key its key
 * @param partition where it is
 * @param offset where it is
 */
record Sent(int number, String key, int partition, long offset) {}
