// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.TextSpan;
import dev.milena.glossary.GlossaryEntry;

/**
 * A term of a glossary in what a model is asked. Immutable.
 *
 * @param source where it stands in the segment
 * @param masked where it stands in what the model is asked
 * @param entry what the glossary says of it
 */
record MaskedTerm(TextSpan source, TextSpan masked, GlossaryEntry entry) {}
