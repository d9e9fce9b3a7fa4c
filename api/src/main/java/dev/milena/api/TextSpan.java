// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * A piece of a text in UTF-16 code units.
 *
 * @param start first code unit
 * @param end one past the last code unit
 */
public record TextSpan(int start, int end) {}
