// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** How a protected piece of a text came to its place in the answer. */
public enum Placement {
    /** The model wrote it there. */
    COPIED,
    /** The model lost or altered it; it stands where the word alignment says. */
    ALIGNED,
    /** The model lost it and nothing says where it belongs; it stands at the same share of the segment. Look at it. */
    GUESSED
}
