// SPDX-License-Identifier: Apache-2.0

/**
 * AssertJ assertions for what comes out of a topology under test, from {@link
 * dev.milena.testkit.assertions.EnrichmentAssertions}. The only package of the kit that needs AssertJ.
 */
@NullMarked
package dev.milena.testkit.assertions;

import org.jspecify.annotations.NullMarked;
