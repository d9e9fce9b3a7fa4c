// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.Answer;
import dev.milena.streams.internals.admission.AdmittedText;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a text on its way through the model. Stream thread only; workers pass it on untouched.
 *
 * @param part the text that it is of
 * @param index its place in the text, from 0
 * @param text what the model is asked
 * @param first the first answer, which is in doubt, where it is asked a second time; else null
 */
record AskedSegment(
        Part part, int index, AdmittedText text, @Nullable Answer first) {
    /** One that is asked for the first time. */
    AskedSegment(Part part, int index, AdmittedText text) {
        this(part, index, text, null);
    }

    /** The same a second time. */
    AskedSegment again(Answer inDoubt) {
        return new AskedSegment(part, index, text.asSecondTry(), inDoubt);
    }
}
