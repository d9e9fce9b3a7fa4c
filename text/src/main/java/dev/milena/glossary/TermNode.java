// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import dev.milena.api.TextSpan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What may come after the words so far. One thread changes it at a time, any thread reads it meanwhile. */
final class TermNode {
    private volatile @Nullable Map<String, TermNode> next;
    private volatile @Nullable List<GlossaryEntry> inTheirCase;
    private volatile @Nullable GlossaryEntry entry;

    /** Whether no term ends here or behind it. */
    boolean isEmpty() {
        Map<String, TermNode> there = next;
        List<GlossaryEntry> exact = inTheirCase;
        return entry == null && (exact == null || exact.isEmpty()) && (there == null || there.isEmpty());
    }

    @Nullable
    TermNode next(String word) {
        Map<String, TermNode> there = next;
        return there == null ? null : there.get(word);
    }

    TermNode nextOrNew(String word) {
        Map<String, TermNode> there = next;
        if (there == null) {
            there = new ConcurrentHashMap<>(2);
            next = there;
        }
        return there.computeIfAbsent(word, any -> new TermNode());
    }

    /** A term ends here. */
    void set(GlossaryEntry term) {
        if (!term.matchesCase()) {
            entry = term;
            return;
        }
        List<GlossaryEntry> exact = inTheirCase;
        if (exact == null) {
            exact = new CopyOnWriteArrayList<>();
            inTheirCase = exact;
        }
        exact.removeIf(other -> other.source().equals(term.source()));
        exact.add(term);
    }

    /** Takes out a term that ends so many words behind this one, and every node that nothing is left of. */
    void remove(List<String> words, GlossaryEntry term) {
        Map<String, TermNode> there = next;
        List<GlossaryEntry> exact = inTheirCase;
        TermNode behind = words.isEmpty() || there == null ? null : there.get(words.get(0));
        if (there != null && behind != null) {
            behind.remove(words.subList(1, words.size()), term);
            if (behind.isEmpty()) {
                there.remove(words.get(0));
            }
        } else if (words.isEmpty() && !term.matchesCase()) {
            entry = null;
        } else if (words.isEmpty() && exact != null) {
            exact.removeIf(other -> other.source().equals(term.source()));
        }
    }

    /** The term that ends here and is written so. */
    @Nullable
    GlossaryEntry entryOf(String text, TextSpan span) {
        List<GlossaryEntry> exact = inTheirCase;
        if (exact != null) {
            for (GlossaryEntry one : exact) {
                if (one.source().contentEquals(text.subSequence(span.start(), span.end()))) {
                    return one;
                }
            }
        }
        return entry;
    }
}
