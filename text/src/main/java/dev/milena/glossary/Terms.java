// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one pair of languages, found word by word: the work grows with the text and the longest term, not with the number of
 * terms. Any thread; those of a {@link LiveGlossary} change while they are looked for.
 */
public final class Terms {
    private final TermNode root = new TermNode();

    /** By what they are found by, in the order they came. */
    private final Map<String, GlossaryEntry> entries = new LinkedHashMap<>();

    Terms() {}

    Terms(Collection<GlossaryEntry> entries) {
        entries.forEach(this::set);
    }

    /** Adds an entry, or puts it in the place of what is there for that term. */
    synchronized void set(GlossaryEntry entry) {
        entries.put(entry.key(), entry);
        TermNode node = root;
        for (String word : Words.folded(entry.source())) {
            node = node.nextOrNew(word);
        }
        node.set(entry);
    }

    /** Takes the entry of that term out. */
    synchronized void remove(GlossaryEntry entry) {
        entries.remove(entry.key());
        root.remove(Words.folded(entry.source()), entry);
    }

    /** All entries. */
    synchronized List<GlossaryEntry> entries() {
        return List.copyOf(entries.values());
    }

    synchronized int size() {
        return entries.size();
    }

    /** The terms in a text, in order. Of terms that overlap the longest is found, of those as long the first. */
    public List<TermMatch> find(String text) {
        if (root.isEmpty()) {
            return List.of();
        }
        List<TextSpan> words = Words.of(text);
        List<String> folded = Words.folded(text, words);
        List<TermMatch> found = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            TermMatch longest = longest(text, words, folded, i);
            if (longest != null) {
                found.add(longest);
            }
        }
        return withoutOverlaps(found);
    }

    private @Nullable TermMatch longest(String text, List<TextSpan> words, List<String> folded, int first) {
        TermMatch longest = null;
        TermNode node = root;
        for (int i = first; i < words.size(); i++) {
            node = node.next(folded.get(i));
            if (node == null) {
                break;
            }
            TextSpan span = new TextSpan(words.get(first).start(), words.get(i).end());
            GlossaryEntry entry = node.entryOf(text, span);
            longest = entry == null ? longest : new TermMatch(span, entry);
        }
        return longest;
    }

    private static List<TermMatch> withoutOverlaps(List<TermMatch> found) {
        List<TermMatch> longestFirst = new ArrayList<>(found);
        longestFirst.sort(Comparator.comparingInt(
                match -> match.span().start() - match.span().end()));
        TreeMap<Integer, TermMatch> taken = new TreeMap<>();
        for (TermMatch match : longestFirst) {
            Map.Entry<Integer, TermMatch> before = taken.lowerEntry(match.span().end());
            if (before == null || before.getValue().span().end() <= match.span().start()) {
                taken.put(match.span().start(), match);
            }
        }
        return List.copyOf(taken.values());
    }
}
