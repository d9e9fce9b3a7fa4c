// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some texts of a batch failed, and the model knows which: its answers to the others are sound. Thrown by
 * {@link TextModel#answer}, so that nobody has to look for them by splitting the batch. Immutable; the message never
 * holds text.
 */
public final class TextsFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<@Nullable Answer> answers;

    /**
     * @param answers one a text, in the order of the batch; null for each that failed, at least one
     * @param cause the error of one of them
     */
    public TextsFailedException(List<@Nullable Answer> answers, Throwable cause) {
        super("some texts of a batch of " + answers.size() + " failed", cause);
        this.answers = Collections.unmodifiableList(new ArrayList<>(answers));
    }

    /** One a text, in the order of the batch; null for each that failed. */
    public List<@Nullable Answer> answers() {
        return answers;
    }
}
