// SPDX-License-Identifier: Apache-2.0
package dev.milena.salience;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Texts as vectors of length 1 over their words: more for a word that stands in a text more often, and less for one that
 * stands in many texts (TF-IDF). Memory in proportion to the words of all texts. Immutable once made, any thread.
 */
final class Vectors {
    private final int[][] words;
    private final float[][] weights;
    private final int vocabulary;

    private Vectors(int[][] words, float[][] weights, int vocabulary) {
        this.words = words;
        this.weights = weights;
        this.vocabulary = vocabulary;
    }

    static Vectors of(List<Candidate> texts) {
        Vocabulary vocabulary = new Vocabulary();
        List<Map<Integer, Integer>> counts = new ArrayList<>(texts.size());
        for (Candidate each : texts) {
            counts.add(vocabulary.counted(each.text()));
        }
        int[] textsWith = new int[vocabulary.size()];
        counts.forEach(one -> one.keySet().forEach(word -> textsWith[word]++));
        int[][] words = new int[texts.size()][];
        float[][] weights = new float[texts.size()][];
        for (int i = 0; i < words.length; i++) {
            Map<Integer, Integer> one = counts.get(i);
            words[i] =
                    one.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
            weights[i] = new float[words[i].length];
            for (int k = 0; k < words[i].length; k++) {
                int word = words[i][k];
                double often = 1 + Math.log(one.getOrDefault(word, 1));
                double rare = Math.log((texts.size() + 1) / (textsWith[word] + 0.5));
                weights[i][k] = (float) (often * rare);
            }
            normalise(weights[i]);
        }
        return new Vectors(words, weights, vocabulary.size());
    }

    private static void normalise(float[] weights) {
        double squares = 0;
        for (float weight : weights) {
            squares += (double) weight * weight;
        }
        if (squares > 0) {
            float length = (float) Math.sqrt(squares);
            for (int k = 0; k < weights.length; k++) {
                weights[k] /= length;
            }
        }
    }

    int size() {
        return words.length;
    }

    /** Whether a text has no word. */
    boolean isEmpty(int text) {
        return words[text].length == 0;
    }

    /** The sum of all vectors. */
    float[] sum() {
        float[] sum = new float[vocabulary];
        for (int i = 0; i < words.length; i++) {
            for (int k = 0; k < words[i].length; k++) {
                sum[words[i][k]] += weights[i][k];
            }
        }
        return sum;
    }

    /** One vector with a place for every word. */
    float[] dense(int text) {
        float[] dense = new float[vocabulary];
        for (int k = 0; k < words[text].length; k++) {
            dense[words[text][k]] = weights[text][k];
        }
        return dense;
    }

    /** The product of a text's vector and a dense one: of two texts, the cosine of their angle. */
    double product(int text, float[] dense) {
        double product = 0;
        for (int k = 0; k < words[text].length; k++) {
            product += weights[text][k] * dense[words[text][k]];
        }
        return product;
    }

    /** The product of a text's vector and itself: 1, or 0 where it has no word. */
    double square(int text) {
        double square = 0;
        for (float weight : weights[text]) {
            square += weight * weight;
        }
        return square;
    }

    /** Whether two texts have the same words equally often. */
    boolean areAlike(int one, int other) {
        return Arrays.equals(words[one], words[other]) && Arrays.equals(weights[one], weights[other]);
    }
}
