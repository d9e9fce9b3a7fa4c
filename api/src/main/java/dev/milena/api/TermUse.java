// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** What became of a term of a glossary in an answer. */
public enum TermUse {
    /** The model translated it so by itself; its words stay. */
    KEPT,
    /** The translation stands in the place of the words that the model made of the term. */
    REPLACED,
    /** The model left the term out; its translation stands beside the word of its neighbour. Look at it. */
    INSERTED,
    /** The translation is not in the answer: nothing says where it belongs, as where attention is off. Look at it. */
    MISSED
}
