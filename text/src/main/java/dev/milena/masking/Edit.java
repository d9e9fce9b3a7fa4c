// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

/**
 * What is done at a place of a model's answer. Immutable.
 *
 * @param place where
 * @param piece number of the piece that goes there; NOTHING: what is there is left out
 */
record Edit(Place place, int piece) {
    static final int NOTHING = -1;
}
