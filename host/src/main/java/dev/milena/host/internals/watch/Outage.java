// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals.watch;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Time in which the cluster is away, lacks topics, or commits nothing: what is said of it, and when it has lasted too
 * long. Not thread-safe.
 */
final class Outage {
    private final Duration limit;
    private long awaySince = Long.MIN_VALUE;
    private Set<String> gone = Set.of();

    /**
     * @param limit after which time the application ends
     */
    Outage(Duration limit) {
        this.limit = limit;
    }

    /**
     * The cluster was looked at.
     *
     * @return topics that were missing twice in a row: one look may meet a broker that has just started
     */
    Set<String> look(long nowNanos, ClusterLook look) {
        if (look.answers()) {
            awaySince = Long.MIN_VALUE;
        } else if (awaySince == Long.MIN_VALUE) {
            awaySince = nowNanos;
        }
        Set<String> twice = new TreeSet<>(look.gone());
        twice.retainAll(gone);
        if (look.answers()) {
            gone = look.gone();
        }
        return twice;
    }

    /** How long no broker has answered. */
    Duration away(long nowNanos) {
        return awaySince == Long.MIN_VALUE ? Duration.ZERO : Duration.ofNanos(nowNanos - awaySince);
    }

    /** Whether something has lasted too long. */
    boolean isOver(Duration lasted) {
        return lasted.compareTo(limit) >= 0;
    }

    Duration limit() {
        return limit;
    }

    /** Why nothing is committed, for people. */
    static String why(Collection<String> unwritable, String bootstrapServers) {
        List<String> reasons = List.copyOf(unwritable);
        return reasons.isEmpty()
                ? "the brokers at " + bootstrapServers + " answer and do not take the transaction; look at Kafka's own"
                        + " warnings before this line"
                : String.join("; ", reasons);
    }
}
