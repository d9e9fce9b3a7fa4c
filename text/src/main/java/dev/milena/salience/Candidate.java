// SPDX-License-Identifier: Apache-2.0
package dev.milena.salience;

/**
 * A text that may be chosen. Immutable.
 *
 * @param text the text
 * @param weight how much it counts for what it is, such as its place or its age, whatever it says; 0 to 1
 */
public record Candidate(String text, double weight) {
    /**
     * A candidate.
     *
     * @throws IllegalArgumentException when the weight is not from 0 to 1
     */
    public Candidate {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight is " + weight + "; it must be from 0 to 1");
        }
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "Candidate[" + text.length() + " UTF-16 units, " + weight + "]";
    }
}
