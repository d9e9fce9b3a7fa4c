// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;

/**
 * A warmed model that turns texts into answers. Preparing is cheap and thread-safe; answering is one native call for
 * a whole batch, and {@link #calls} threads at a time may make one.
 */
public interface TextModel extends AutoCloseable {

    /** What this model is. Any thread. */
    ModelInfo info();

    /**
     * Resolves languages, tokenizes and checks the model's limits. Any thread.
     *
     * @throws TextRefusedException when this model can never answer the request
     */
    PreparedText prepare(TextRequest request) throws TextRefusedException;

    /** How many threads may call {@link #answer} at the same time. Any thread. */
    default int calls() {
        return 1;
    }

    /** How many hypotheses of a text the model works on at once, such as its beams. Any thread. */
    default int hypotheses() {
        return 1;
    }

    /**
     * Whether the model has a second way to look for an answer, such as a wider search, for texts whose first answer is in
     * doubt ({@link PreparedText#isSecondTry}). Any thread.
     */
    default boolean triesAgain() {
        return false;
    }

    /**
     * Answers a batch. {@link #calls} threads at a time. An answer never depends on the other texts of its batch.
     *
     * @param batch one text or more, prepared by this model
     * @return one answer a text, in the same order
     * @throws TextsFailedException when some of the texts failed; it holds the answers to the others
     * @throws RuntimeException when the batch as a whole failed; the caller may split it and try again
     */
    List<Answer> answer(List<PreparedText> batch);

    /**
     * Answers a text that this model is known to answer, so that a broken engine can be told from a text that breaks it.
     * A thread of {@link #answer}. Models without such a text do nothing.
     *
     * @throws RuntimeException when the engine does not work
     */
    default void check() {}

    /**
     * Replaces a broken engine by a new, warmed one, when the calls that run have come back. A thread of {@link #answer};
     * every method may be called meanwhile, and {@link #answer} waits.
     *
     * @throws RuntimeException when that fails; it may be tried again
     * @throws UnsupportedOperationException when this model cannot do it
     */
    default void rebuild() {
        throw new UnsupportedOperationException(info().name() + " cannot be rebuilt");
    }

    @Override
    void close();
}
