// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import dev.milena.api.TextRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a document: what a model is asked, or why it is not. Immutable.
 *
 * @param text what is asked; null where it is refused
 * @param refusal why it is refused; null where it is asked
 */
public record AdmittedSegment(
        @Nullable AdmittedText text, @Nullable TextRefusedException refusal) {}
