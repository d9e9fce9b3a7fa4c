// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.lines;

/**
 * The longest line.
 *
 * @param bytes most bytes, without the line end
 * @param setting what sets it, for people
 */
public record LineLimit(int bytes, String setting) {}
