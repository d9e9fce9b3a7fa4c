// SPDX-License-Identifier: Apache-2.0
package dev.milena.attention;

import dev.milena.api.AlignmentLink;
import dev.milena.api.TextSpan;
import dev.milena.api.TokenAttention;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Links output words to source words by token attention.
 *
 * <p>The attention of an output word is the mean of its tokens' rows; a source word gets the sum of its tokens' columns.
 * A token that covers several words counts for each by the characters shared; one that covers white space only counts
 * for the word after it, as pieces carry their space in front, or for the last word. An output word is linked to the
 * source word with the largest share, the first of equals, and to every other with at least {@link #MIN_SHARE}. A word
 * without attention has no link. Pure, any thread.
 */
public final class WordAligner {
    /** Least share of an output word's attention for a link beside its best one; so at most four links a word. */
    public static final float MIN_SHARE = 0.25f;

    private WordAligner() {}

    /** Words without links, for answers without attention. */
    public static WordAlignment unaligned(List<TextSpan> sourceWords, List<TextSpan> outputWords) {
        return new WordAlignment(sourceWords, outputWords, List.of());
    }

    /**
     * Aligns an output.
     *
     * @param attention of the output's tokens after the bundle's policy
     */
    public static WordAlignment align(
            List<TextSpan> sourceWords, List<TextSpan> outputWords, TokenAttention attention) {
        float[][] mass = new float[outputWords.size()][sourceWords.size()];
        TokenShares columns = TokenShares.of(attention.sourceTokens(), sourceWords);
        TokenShares rows = TokenShares.of(attention.outputTokens(), outputWords);
        int width = attention.sourceTokens().size();
        float[] bySourceWord = new float[sourceWords.size()];
        for (int t = 0; t < attention.outputTokens().size(); t++) {
            if (rows.isEmpty(t)) {
                continue;
            }
            Arrays.fill(bySourceWord, 0);
            for (int s = 0; s < width; s++) {
                columns.spread(s, attention.weights()[t * width + s], bySourceWord);
            }
            for (int i = rows.first(t); i < rows.end(t); i++) {
                add(bySourceWord, rows.share(i), mass[rows.word(i)]);
            }
        }
        List<AlignmentLink> links = new ArrayList<>();
        for (int output = 0; output < mass.length; output++) {
            link(mass[output], output, links);
        }
        return new WordAlignment(sourceWords, outputWords, links);
    }

    private static void add(float[] from, float share, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += share * from[i];
        }
    }

    private static void link(float[] mass, int output, List<AlignmentLink> links) {
        float all = 0;
        int best = 0;
        for (int source = 0; source < mass.length; source++) {
            all += mass[source];
            best = mass[source] > mass[best] ? source : best;
        }
        if (all <= 0) {
            return;
        }
        for (int source = 0; source < mass.length; source++) {
            float share = Math.min(1, mass[source] / all);
            if (source == best || share >= MIN_SHARE) {
                links.add(new AlignmentLink(source, output, share));
            }
        }
    }
}
