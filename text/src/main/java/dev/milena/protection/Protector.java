// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Finds what must not change. The same text always has the same pieces. Immutable, any thread.
 */
public final class Protector {
    /** Protects nothing. */
    public static final Protector NOTHING = new Protector(List.of(), List.of(), false);

    /** Most matches of one expression of one's own in a window, and the window's size in UTF-16 units: bounds the work. */
    private static final int MAX_MATCHES = 200;

    private static final int WINDOW = 2_000;

    private final List<Rule> builtIn;
    private final List<Rule> own;
    private final boolean emoji;

    private Protector(List<Rule> builtIn, List<Rule> own, boolean emoji) {
        this.builtIn = builtIn;
        this.own = own;
        this.emoji = emoji;
    }

    static Protector of(Rules rules, Set<String> sets) {
        return new Protector(rules.builtIn(sets), rules.own(sets), sets.contains(Rules.EMOJI));
    }

    /** Finds the pieces of a text. */
    public ProtectedText find(String text) {
        if (this == NOTHING) {
            return new ProtectedText(text, List.of());
        }
        List<ProtectedSpan> found = new ArrayList<>();
        boolean hasDigit = text.chars().anyMatch(unit -> unit >= '0' && unit <= '9');
        for (Rule rule : builtIn) {
            if (rule.mayMatch(text, hasDigit)) {
                rule.find(
                        text,
                        0,
                        text.length(),
                        Integer.MAX_VALUE,
                        span -> found.add(new ProtectedSpan(span, rule.set())));
            }
        }
        for (Rule rule : own) {
            findInWindows(rule, text, found);
        }
        if (emoji) {
            Emoji.find(text, span -> found.add(new ProtectedSpan(span, Rules.EMOJI)));
        }
        return new ProtectedText(text, merged(found));
    }

    /** Line by line, and long lines in windows. */
    private static void findInWindows(Rule rule, String text, List<ProtectedSpan> found) {
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            int to = Math.min(end, from + WINDOW);
            if (to < end && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            rule.find(text, from, to, MAX_MATCHES, span -> found.add(new ProtectedSpan(span, rule.set())));
            from = to == end ? end + 1 : to;
        }
    }

    /** Of overlapping spans the first, of those the longest; spans that touch become one. */
    private static List<ProtectedSpan> merged(List<ProtectedSpan> found) {
        found.sort(Comparator.comparingInt(ProtectedSpan::start)
                .thenComparing(Comparator.comparingInt(ProtectedSpan::end).reversed()));
        List<ProtectedSpan> merged = new ArrayList<>();
        for (ProtectedSpan next : found) {
            ProtectedSpan last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null || next.start() > last.end()) {
                merged.add(next);
            } else if (next.start() == last.end()) {
                // A mark beside a word is a word.
                String set = last.isMark() ? next.set() : last.set();
                merged.set(merged.size() - 1, new ProtectedSpan(new TextSpan(last.start(), next.end()), set));
            }
        }
        return merged;
    }
}
