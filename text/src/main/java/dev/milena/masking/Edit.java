// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import org.jspecify.annotations.Nullable;

/**
 * What is done at a place of a model's answer. Immutable.
 *
 * @param place where
 * @param piece number of the piece that goes there; NOTHING: no piece does
 * @param term the translation of a term that goes there; null: none does, and without a piece what is there is left out
 */
record Edit(Place place, int piece, @Nullable TermText term) {
    static final int NOTHING = -1;

    static Edit of(Place place, int piece) {
        return new Edit(place, piece, null);
    }

    static Edit of(Place place, TermText term) {
        return new Edit(place, NOTHING, term);
    }

    Edit at(Place other) {
        return new Edit(other, piece, term);
    }
}
