// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.glossary.TermMatch;
import java.util.ArrayList;
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

    /** Finds the pieces of a text without markup. */
    public ProtectedText find(String text) {
        return find(text, List.of());
    }

    /** Finds the pieces of a text without markup, beside the terms of a glossary in it, in order. */
    public ProtectedText find(String text, List<TermMatch> terms) {
        if (this == NOTHING && terms.isEmpty()) {
            return ProtectedText.plain(text, List.of(), List.of());
        }
        TermChoice choice = new TermChoice(text, terms);
        List<ProtectedSpan> pieces = choice.pieces(found(text));
        return ProtectedText.plain(text, pieces, choice.translated(pieces));
    }

    /** Pieces in the order of the rules; they may overlap. */
    List<ProtectedSpan> found(String text) {
        List<ProtectedSpan> found = new ArrayList<>();
        boolean hasDigit = text.chars().anyMatch(unit -> unit >= '0' && unit <= '9');
        for (Rule rule : builtIn) {
            if (rule.mayMatch(text, hasDigit)) {
                rule.find(text, span -> found.add(ProtectedSpan.of(text, span, rule.set())));
            }
        }
        for (Rule rule : own) {
            findInWindows(rule, text, found);
        }
        if (emoji) {
            Emoji.find(text, span -> found.add(ProtectedSpan.of(text, span, Rules.EMOJI)));
        }
        return found;
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
            rule.find(text, from, to, MAX_MATCHES, span -> found.add(ProtectedSpan.of(text, span, rule.set())));
            from = to == end ? end + 1 : to;
        }
    }
}
