// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import dev.milena.api.WellFormedText;
import java.util.List;

/** Removes characters from a text and keeps track of where the others went. One thread. */
final class SpaceCleaner {
    /** What transformers' {@code clean_up_tokenization} closes up, in its order. */
    private static final List<String> CLOSED_UP =
            List.of(" .", " ?", " !", " ,", " ' ", " n't", " 'm", " 's", " 've", " 're");

    private final String original;
    private final boolean[] removed;

    SpaceCleaner(String original) {
        this.original = original;
        this.removed = new boolean[original.length()];
    }

    void removeSpacesBeforeMarks() {
        for (String pattern : CLOSED_UP) {
            String current = text();
            int[] origins = origins(current.length());
            for (int at = current.indexOf(pattern); at >= 0; at = current.indexOf(pattern, at + pattern.length())) {
                for (int i = 0; i < pattern.length(); i++) {
                    removed[origins[at + i]] |= pattern.charAt(i) == ' ';
                }
            }
        }
    }

    void strip() {
        int start = 0;
        while (start < removed.length && (removed[start] || WellFormedText.isSpace(original.charAt(start)))) {
            removed[start++] = true;
        }
        int end = removed.length;
        while (end > start && (removed[end - 1] || WellFormedText.isSpace(original.charAt(end - 1)))) {
            removed[--end] = true;
        }
    }

    String text() {
        StringBuilder kept = new StringBuilder(original.length());
        for (int i = 0; i < removed.length; i++) {
            if (!removed[i]) {
                kept.append(original.charAt(i));
            }
        }
        return kept.toString();
    }

    /** Where an offset of the original is in the cleaned text. */
    int cleaned(int offset) {
        int position = 0;
        for (int i = 0; i < offset; i++) {
            position += removed[i] ? 0 : 1;
        }
        return position;
    }

    private int[] origins(int length) {
        int[] origins = new int[length];
        int position = 0;
        for (int i = 0; i < removed.length; i++) {
            if (!removed[i]) {
                origins[position++] = i;
            }
        }
        return origins;
    }
}
