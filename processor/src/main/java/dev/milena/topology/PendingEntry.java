// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import org.jspecify.annotations.Nullable;

/**
 * One admitted event of a session on its way through the model. Stream thread only; workers pass it on untouched.
 */
final class PendingEntry {
    private final PendingEvent event;
    private final @Nullable AdmittedText admitted;
    private final long sinceNanos;
    private long bytes;
    private @Nullable Outcome outcome;

    /**
     * @param event the event
     * @param admitted what admission made of it, or null for a restored event that is refused now
     * @param sinceNanos when this session took it
     */
    PendingEntry(PendingEvent event, @Nullable AdmittedText admitted, long sinceNanos) {
        this.event = event;
        this.admitted = admitted;
        this.sinceNanos = sinceNanos;
        this.bytes = event.bytes() + (admitted == null ? 0 : admitted.bytes());
    }

    PendingEvent event() {
        return event;
    }

    @Nullable
    AdmittedText admitted() {
        return admitted;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** Rough heap bytes that this entry holds. */
    long bytes() {
        return bytes;
    }

    /** Sets what will be sent once the entry heads its line. */
    void finish(Outcome result) {
        outcome = result;
        bytes += result.bytes();
    }

    Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException(event + " is released before it is finished");
        }
        return outcome;
    }

    @Override
    public String toString() {
        return "PendingEntry[" + event.id() + "]";
    }
}
