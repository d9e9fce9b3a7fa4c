// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

/**
 * A mark that has a partner, such as a start tag. Immutable.
 *
 * @param name what its partner is called as well
 * @param opens whether it is the first of the two
 */
public record Tag(String name, boolean opens) {}
