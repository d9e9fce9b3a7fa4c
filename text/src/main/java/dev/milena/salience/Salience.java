// SPDX-License-Identifier: Apache-2.0
package dev.milena.salience;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Chooses, of many texts, those that say most of what all of them say, and not the same again: each next one is the most
 * salient of those left, less what it repeats of the chosen ones (maximal marginal relevance, Carbonell and Goldstein 1998).
 * Salience is the text's own weight and its likeness to all the others (degree centrality, Erkan and Radev 2004), by words
 * alone. The
 * same texts are always chosen in the same way. Time and memory grow with the texts' words, times the number of chosen ones.
 * Immutable, any thread.
 *
 * <pre>{@code
 * List<Integer> chosen = Salience.defaults().choose(candidates, index -> budget.take(candidates.get(index)));
 * }</pre>
 *
 * @param weightShare share of salience that is the candidate's own weight; the rest is its likeness to all; 0 to 1
 * @param repetitionCost what a candidate loses that is the same as a chosen one, in salience; 0 to 1
 * @param mostRefused so many candidates in a row that are not taken end the choice; 1 or more
 */
public record Salience(double weightShare, double repetitionCost, int mostRefused) {
    private static final double DEFAULT_WEIGHT_SHARE = 0.6;
    private static final double DEFAULT_REPETITION_COST = 0.6;
    private static final int DEFAULT_MOST_REFUSED = 32;

    /**
     * Ways to choose.
     *
     * @throws IllegalArgumentException when a number is out of its range
     */
    public Salience {
        check("weightShare", weightShare);
        check("repetitionCost", repetitionCost);
        if (mostRefused < 1) {
            throw new IllegalArgumentException("mostRefused is " + mostRefused + "; it must be 1 or more");
        }
    }

    private static void check(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from 0 to 1");
        }
    }

    /** What was best on abstracts and their titles. */
    public static Salience defaults() {
        return new Salience(DEFAULT_WEIGHT_SHARE, DEFAULT_REPETITION_COST, DEFAULT_MOST_REFUSED);
    }

    /** How salient each candidate is by itself, from 0 to 1, in their order. */
    public double[] scores(List<Candidate> candidates) {
        return scores(candidates, Vectors.of(candidates));
    }

    /**
     * Offers the candidates one by one, the most salient first, until many in a row are not taken. One that has the very words
     * of a taken one is never offered.
     *
     * @param taking takes the candidate of that index, or says that it has no room for it
     * @return the indexes of those taken, in the order of the candidates
     */
    public List<Integer> choose(List<Candidate> candidates, IntPredicate taking) {
        Vectors vectors = Vectors.of(candidates);
        double[] scores = scores(candidates, vectors);
        double[] repeats = new double[scores.length];
        boolean[] gone = new boolean[scores.length];
        List<Integer> taken = new ArrayList<>();
        int refused = 0;
        for (int next = best(scores, repeats, gone);
                next >= 0 && refused < mostRefused;
                next = best(scores, repeats, gone)) {
            gone[next] = true;
            if (!taking.test(next)) {
                refused++;
                continue;
            }
            refused = 0;
            taken.add(next);
            float[] dense = vectors.dense(next);
            for (int i = 0; i < scores.length; i++) {
                if (!gone[i]) {
                    repeats[i] = Math.max(repeats[i], vectors.product(i, dense));
                    gone[i] = !vectors.isEmpty(i) && vectors.areAlike(i, next);
                }
            }
        }
        return taken.stream().sorted().toList();
    }

    private double[] scores(List<Candidate> candidates, Vectors vectors) {
        float[] sum = vectors.sum();
        double[] likeness = new double[vectors.size()];
        for (int i = 0; i < likeness.length; i++) {
            likeness[i] = vectors.product(i, sum) - vectors.square(i);
        }
        double most = Arrays.stream(likeness).max().orElse(0);
        for (int i = 0; i < likeness.length; i++) {
            double central = most > 0 ? likeness[i] / most : 0;
            likeness[i] = weightShare * candidates.get(i).weight() + (1 - weightShare) * central;
        }
        return likeness;
    }

    /** The first of the best that are left; -1 where none is. */
    private int best(double[] scores, double[] repeats, boolean[] gone) {
        int best = -1;
        double most = 0;
        for (int i = 0; i < scores.length; i++) {
            double value = scores[i] - repetitionCost * repeats[i];
            if (!gone[i] && (best < 0 || value > most)) {
                best = i;
                most = value;
            }
        }
        return best;
    }
}
