// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.TextSpan;
import dev.milena.protection.ProtectedSpan;
import dev.milena.protection.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A protected piece of what a model is asked. Immutable.
 *
 * @param source where it stands in the segment
 * @param original what stands there
 * @param set the named set of rules that protects it
 * @param tags marks in it that have partners outside it, in order
 * @param masked where its stand-in stands in what the model is asked; empty where nothing does
 * @param standIn what stands there; the original where it is asked as it is, null where it is left out
 */
record MaskedPiece(
        TextSpan source,
        String original,
        String set,
        List<Tag> tags,
        TextSpan masked,
        @Nullable String standIn) {
    /** Whether the model is asked something that is not what will stand in the answer. */
    boolean isReplaced() {
        return !original.equals(standIn);
    }

    boolean isMark() {
        return ProtectedSpan.isMark(set);
    }
}
