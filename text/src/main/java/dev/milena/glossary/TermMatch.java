// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import dev.milena.api.TextSpan;
import java.util.List;

/**
 * A term in a text. Immutable.
 *
 * @param span where it stands
 * @param entry what the glossary says of it
 */
public record TermMatch(TextSpan span, GlossaryEntry entry) {
    /** Those, of terms in order, that stand wholly in a piece of their text. */
    public static List<TermMatch> within(TextSpan piece, List<TermMatch> terms) {
        int low = 0;
        int high = terms.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (terms.get(middle).span().start() < piece.start()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int behind = low;
        while (behind < terms.size() && terms.get(behind).span().end() <= piece.end()) {
            behind++;
        }
        return terms.subList(low, behind);
    }

    /** The same in a text that begins so many UTF-16 units later. */
    public TermMatch from(int start) {
        return new TermMatch(new TextSpan(span.start() - start, span.end() - start), entry);
    }
}
