// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * What may look wrong about an answer. Each says what {@link Doubt#value} counts. New kinds may be added; none changes its
 * meaning.
 */
public enum DoubtKind {
    /**
     * The model did not find an end: the answer met the length limit, or most of it is one piece over and over. Value: the
     * tokens of the answer, end token included.
     */
    RUNAWAY,
    /** The answer says the same again and again, and its text does not. Value: the share of the answer that does, 0..1. */
    REPETITION,
    /** A translation is far shorter than its text. Value: the ratio of their lengths. */
    TOO_SHORT,
    /** A translation is far longer than its text. Value: the ratio of their lengths. */
    TOO_LONG,
    /** The model was not sure. Value: the confidence, 0..1. */
    LOW_CONFIDENCE,
    /** A translation repeats its text, or much of it, in the text's own language. Value: the share of its words, 0..1. */
    COPIED,
    /** Numbers of the text are not those of its translation. Value: how many of both have no counterpart. */
    NUMBERS_ALTERED,
    /** No word of a translation came from these words of the text. Value: their share of its content words, 0..1. */
    UNALIGNED_SOURCE,
    /** The answer has words in a script that its language is not written in. Value: their share of its letters, 0..1. */
    WRONG_SCRIPT,
    /** The answer is in another language than asked for. Value: the share of its words that only that one has, 0..1. */
    WRONG_LANGUAGE,
    /** Pieces that the vocabulary lacks are missing in the translation. Value: how many. */
    UNKNOWN_DROPPED
}
