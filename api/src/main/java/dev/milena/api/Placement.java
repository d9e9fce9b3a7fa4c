// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** How a protected piece of a text came to its place in the answer. */
public enum Placement {
    /** The model wrote it there. */
    COPIED,
    /** The model lost or altered it; it stands where the word alignment says. */
    ALIGNED,
    /**
     * Little says that it belongs where it stands. The model wrote it behind the end of the sentence, or lost it and it
     * stands beside the translation of its neighbour or, where there is no alignment, at the same share of the segment.
     * Look at it.
     */
    GUESSED
}
