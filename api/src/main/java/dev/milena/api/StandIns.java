// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;

/**
 * What a model copies to the right place of its answer, so that it can stand in for a piece that must not change. Immutable,
 * any thread.
 *
 * @param texts the stand-ins in the order of their use; empty where the model has none
 * @param forMarks whether they can stand for marks that are no words, such as tags and emoji, as well
 */
public record StandIns(List<String> texts, boolean forMarks) {
    /** Of a model that has none: a protected piece is asked as it is. */
    public static final StandIns NONE = new StandIns(List.of(), false);

    /**
     * Stand-ins.
     *
     * @throws IllegalArgumentException when one is empty or part of another
     */
    public StandIns {
        texts = List.copyOf(texts);
        for (int i = 0; i < texts.size(); i++) {
            for (int j = 0; j < texts.size(); j++) {
                if (i != j && texts.get(i).contains(texts.get(j))) {
                    throw new IllegalArgumentException("the stand-in " + texts.get(j) + " is part of the stand-in "
                            + texts.get(i) + "; give stand-ins that cannot be mistaken for each other");
                }
            }
            if (texts.get(i).isBlank()) {
                throw new IllegalArgumentException("a stand-in is blank; give stand-ins that a text can show");
            }
        }
    }
}
