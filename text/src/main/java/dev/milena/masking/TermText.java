// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

/**
 * The translation of a term, as it is written into an answer. Immutable.
 *
 * @param term number of the term in its segment
 * @param text what is written
 */
record TermText(int term, String text) {}
