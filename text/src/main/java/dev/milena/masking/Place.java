// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.Placement;
import dev.milena.api.TextSpan;

/**
 * Where a protected piece goes in what a model answered. Immutable.
 *
 * @param span what it replaces; empty where it is put between two characters
 * @param placement how the place was found
 */
record Place(TextSpan span, Placement placement) {
    static Place at(int position, Placement placement) {
        return new Place(new TextSpan(position, position), placement);
    }

    /** The same place, of which nothing says that it is the right one. */
    Place guessed() {
        return new Place(span, Placement.GUESSED);
    }

    boolean isInsertion() {
        return span.start() == span.end();
    }
}
