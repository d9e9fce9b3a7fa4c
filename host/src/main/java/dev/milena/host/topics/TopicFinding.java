// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.topics;

import org.jspecify.annotations.Nullable;

/**
 * What the cluster says about one topic. Immutable.
 *
 * @param use why the application needs it
 * @param partitions how many it has, or 0 when it is missing
 * @param rules what it asks of records, or null where that cannot be seen
 * @param problem what keeps the application from using it, with the cure; null when nothing does
 */
public record TopicFinding(
        TopicUse use,
        int partitions,
        @Nullable TopicRules rules,
        @Nullable String problem) {}
