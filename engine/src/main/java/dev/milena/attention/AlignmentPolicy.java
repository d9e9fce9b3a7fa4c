// SPDX-License-Identifier: Apache-2.0
package dev.milena.attention;

import dev.milena.api.FinishReason;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How a model's attention is read as alignment; chosen for each bundle on data, see its manifest. Immutable, any thread.
 *
 * <p>With a shift, a token is explained by the step at which it is the decoder's input, one row later than the step
 * that emitted it. Columns without meaning (end tokens, language tags, template) often hold most of the mass: they are
 * taken out, the rest is scaled to 1, and the share that was taken is kept.
 */
public final class AlignmentPolicy {
    private final int shift;
    private final Set<Integer> dropIds;
    private final boolean dropTemplate;

    /**
     * @param shift 0 or 1
     * @param dropIds source ids whose columns carry no meaning
     * @param dropTemplate whether columns that stem from the source template, which cover no text, carry none either
     */
    public AlignmentPolicy(int shift, Collection<Integer> dropIds, boolean dropTemplate) {
        if (shift != 0 && shift != 1) {
            throw new IllegalArgumentException("shift is " + shift + "; it must be 0 or 1");
        }
        this.shift = shift;
        this.dropIds = Set.copyOf(dropIds);
        this.dropTemplate = dropTemplate;
    }

    /**
     * Applies the policy to one output.
     *
     * @param source tokens the model saw, [source]
     * @param output tokens it emitted, end token included, [target]
     * @param logProbs of each output token, [target]
     * @param rows row t is the step that emitted token t, [target][source]
     * @param finishReason whether the output was cut
     * @throws IllegalArgumentException when the sizes disagree
     */
    public TokenAttention apply(
            List<Token> source, List<Token> output, float[] logProbs, float[][] rows, FinishReason finishReason) {
        if (rows.length != output.size() || logProbs.length != output.size()) {
            throw new IllegalArgumentException(rows.length + " rows and " + logProbs.length + " log-probabilities for "
                    + output.size() + " output tokens");
        }
        int[] columns = columns(source);
        float[] weights = new float[rows.length * columns.length];
        float[] dropped = new float[rows.length];
        for (int t = 0; t < rows.length; t++) {
            float[] row = rows[Math.min(t + shift, rows.length - 1)];
            if (row.length != source.size()) {
                throw new IllegalArgumentException(
                        "a row of " + row.length + " weights for " + source.size() + " source tokens");
            }
            dropped[t] = normalise(row, columns, weights, t * columns.length);
        }
        List<Token> kept = new ArrayList<>(columns.length);
        for (int column : columns) {
            kept.add(source.get(column));
        }
        boolean lastRowUnshifted = shift == 1 && finishReason == FinishReason.LENGTH_LIMIT;
        return new TokenAttention(List.copyOf(kept), List.copyOf(output), logProbs, weights, dropped, lastRowUnshifted);
    }

    private int[] columns(List<Token> source) {
        int[] columns = new int[source.size()];
        int kept = 0;
        for (int i = 0; i < columns.length; i++) {
            Token token = source.get(i);
            if (!dropIds.contains(token.id()) && !(dropTemplate && token.isSpecial())) {
                columns[kept++] = i;
            }
        }
        return Arrays.copyOf(columns, kept);
    }

    /** Writes the kept columns scaled to a sum of 1, and returns the share of the others. */
    private static float normalise(float[] row, int[] columns, float[] weights, int at) {
        double all = 0;
        for (float weight : row) {
            all += weight;
        }
        double kept = 0;
        for (int column : columns) {
            kept += row[column];
        }
        if (kept <= 0) {
            return all > 0 ? 1f : 0f;
        }
        for (int i = 0; i < columns.length; i++) {
            weights[at + i] = (float) (row[columns[i]] / kept);
        }
        return (float) Math.max(0, (all - kept) / all);
    }
}
