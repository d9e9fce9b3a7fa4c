// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.TermUse;
import dev.milena.api.TextSpan;
import org.jspecify.annotations.Nullable;

/**
 * Where the translation of a term stands in what a model answered, or goes. Immutable.
 *
 * @param span what it is, or replaces; empty where it is put between two characters; null where it is missed
 * @param use what becomes of the term
 */
record TermPlace(@Nullable TextSpan span, TermUse use) {
    static final TermPlace MISSED = new TermPlace(null, TermUse.MISSED);
}
