// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * A piece of a text that stands byte for byte in the answer, such as a URL or a placeholder. Immutable, any thread.
 *
 * @param source where it stands in the text
 * @param output where it stands in the answer
 * @param set the named set of rules that protects it, such as {@code url}; of pieces that touch, that of the first
 * @param placement how it came to its place
 */
public record ProtectedPiece(TextSpan source, TextSpan output, String set, Placement placement) {}
