// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.assertions;

import dev.milena.api.RefusalCode;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.RefusedRecord;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Assertions for what a topology refused and what is pending. One thread. */
public final class DriverAssert extends AbstractAssert<DriverAssert, EnrichmentDriver> {
    DriverAssert(@Nullable EnrichmentDriver actual) {
        super(actual, DriverAssert.class);
    }

    /** Exactly these were refused by all enrichments, in that order. */
    public DriverAssert refused(RefusalCode... codes) {
        isNotNull();
        Assertions.assertThat(actual.refusals())
                .as("refusals")
                .extracting(RefusedRecord::code)
                .containsExactly(codes);
        return this;
    }

    /** Exactly these were refused by one enrichment, in that order. */
    public DriverAssert refusedBy(String enrichment, RefusalCode... codes) {
        isNotNull();
        Assertions.assertThat(actual.refusals())
                .as("refusals of '%s'", enrichment)
                .filteredOn(refused -> refused.enrichment().equals(enrichment))
                .extracting(RefusedRecord::code)
                .containsExactly(codes);
        return this;
    }

    /** Nothing was refused. */
    public DriverAssert refusedNothing() {
        return refused();
    }

    /** So many records of an enrichment are pending. */
    public DriverAssert hasPending(String enrichment, int records) {
        isNotNull();
        Assertions.assertThat(actual.pending(enrichment))
                .as("pending records of '%s'", enrichment)
                .isEqualTo(records);
        return this;
    }

    /** Nothing is pending anywhere, and no text waits for a batch. */
    public DriverAssert hasNothingPending() {
        isNotNull();
        actual.assertNothingPending();
        return this;
    }
}
