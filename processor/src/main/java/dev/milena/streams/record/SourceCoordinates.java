// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

/**
 * The record of a topic that another record comes from. Several records may come from one: behind a {@code flatMap} they
 * share their coordinates. Immutable.
 *
 * @param topic topic
 * @param partition partition, from 0
 * @param offset offset, from 0
 */
public record SourceCoordinates(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
