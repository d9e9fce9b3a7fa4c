// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import dev.milena.api.TermUse;
import dev.milena.api.TextSpan;
import dev.milena.glossary.Forms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the translations of terms in what a model answered: where it chose them itself; else the words that it made of the term, by
 * their strongest links, then by weaker ones; else beside the word of the term's neighbour. Not thread-safe.
 */
final class TermPlaces {
    /** A weaker link than this says nothing. */
    private static final float LEAST_WEIGHT = 0.2f;

    /** What a word beside the best one must have of its weight to be replaced with it. */
    private static final float SHARE_OF_BEST = 0.5f;

    private final List<MaskedTerm> terms;
    private final String output;
    private final Links links;
    private final List<TextSpan> taken;
    private final @Nullable TermPlace[] places;

    /**
     * @param taken places of the output that are something else
     */
    TermPlaces(List<MaskedTerm> terms, String output, Links links, Collection<TextSpan> taken) {
        this.terms = terms;
        this.output = output;
        this.links = links;
        this.taken = new ArrayList<>(taken);
        this.places = new @Nullable TermPlace[terms.size()];
    }

    /** Finds what the model made of the terms, the longest translation first; null where that is nothing. */
    @Nullable
    TermPlace[] find() {
        List<Integer> longestFirst = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            longestFirst.add(i);
        }
        longestFirst.sort(
                Comparator.comparingInt(i -> -terms.get(i).entry().target().length()));
        longestFirst.forEach(i -> take(i, chosen(terms.get(i)), TermUse.KEPT));
        longestFirst.forEach(i -> take(i, made(terms.get(i)), TermUse.REPLACED));
        longestFirst.forEach(i -> take(i, weakly(terms.get(i)), TermUse.REPLACED));
        return places;
    }

    private void take(int term, @Nullable TextSpan span, TermUse use) {
        if (span != null && places[term] == null) {
            places[term] = new TermPlace(span, use);
            taken.add(span);
        }
    }

    private @Nullable TextSpan chosen(MaskedTerm term) {
        return best(term, Forms.of(term.entry(), output), 0);
    }

    private @Nullable TextSpan made(MaskedTerm term) {
        List<TextSpan> made = links.from(term.masked());
        TextSpan best = best(term, made, 0);
        if (best == null) {
            return null;
        }
        float least = SHARE_OF_BEST * links.weight(term.masked(), best);
        int at = made.indexOf(best);
        int first = at;
        int last = at;
        while (first > 0 && belongs(term, made.get(first - 1), made.get(first), made.get(first - 1), least)) {
            first--;
        }
        while (last + 1 < made.size() && belongs(term, made.get(last), made.get(last + 1), made.get(last + 1), least)) {
            last++;
        }
        return new TextSpan(made.get(first).start(), made.get(last).end());
    }

    private boolean belongs(MaskedTerm term, TextSpan left, TextSpan right, TextSpan word, float least) {
        boolean adjacent = output.substring(left.end(), right.start()).isBlank();
        return adjacent && !isTaken(word) && isWord(word) && links.weight(term.masked(), word) >= least;
    }

    private @Nullable TextSpan weakly(MaskedTerm term) {
        return best(term, links.outputWords(), LEAST_WEIGHT);
    }

    /** Of the words that are free, the one that most of the term's attention is on. */
    private @Nullable TextSpan best(MaskedTerm term, List<TextSpan> words, float least) {
        TextSpan best = null;
        float most = -1;
        for (TextSpan word : words) {
            float weight = isTaken(word) || !isWord(word) ? -1 : links.weight(term.masked(), word);
            if (weight > most && weight >= least) {
                most = weight;
                best = word;
            }
        }
        return best;
    }

    private boolean isWord(TextSpan word) {
        return output.substring(word.start(), word.end()).codePoints().anyMatch(Character::isLetterOrDigit);
    }

    private boolean isTaken(TextSpan word) {
        return taken.stream().anyMatch(span -> Links.overlap(span, word));
    }
}
