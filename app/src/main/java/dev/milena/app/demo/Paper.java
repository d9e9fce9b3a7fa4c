// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import java.util.List;

/**
 * An abstract of a paper, as the demo reads it out.
 *
 * @param key key of its events
 * @param title what its authors called it
 * @param sentences the abstract, sentence by sentence
 */
record Paper(String key, String title, List<String> sentences) {
    Paper {
        sentences = List.copyOf(sentences);
    }

    /** The same under another key. */
    Paper as(String other) {
        return new Paper(other, title, sentences);
    }
}
