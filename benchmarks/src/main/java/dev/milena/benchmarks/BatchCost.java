// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * How long a model takes for a batch, in nanoseconds: a sum of four things, fitted to measured batches.
 *
 * @param call of every call
 * @param paddedToken of every source token, padding included
 * @param step of every step of the longest output
 * @param outputToken of every token of every output
 */
record BatchCost(double call, double paddedToken, double step, double outputToken) {

    private static final int TERMS = 4;

    /**
     * What a batch consists of.
     *
     * @param texts how many texts
     * @param longestSource tokens of the longest source
     * @param longestOutput tokens of the longest output
     * @param outputTokens tokens of all outputs
     */
    record Batch(int texts, int longestSource, int longestOutput, int outputTokens) {

        static Batch of(List<Lengths> texts) {
            return new Batch(
                    texts.size(),
                    texts.stream().mapToInt(Lengths::source).max().orElseThrow(),
                    texts.stream().mapToInt(Lengths::output).max().orElseThrow(),
                    texts.stream().mapToInt(Lengths::output).sum());
        }

        private double[] terms() {
            return new double[] {1, (double) texts * longestSource, longestOutput, outputTokens};
        }
    }

    /** A batch and how long it took. */
    record Measured(Batch batch, long nanos) {}

    long nanos(Batch batch) {
        double[] terms = batch.terms();
        return Math.round(call * terms[0] + paddedToken * terms[1] + step * terms[2] + outputToken * terms[3]);
    }

    /**
     * The cost with the least squares of relative errors, so that small batches count as much as large ones. A term that
     * would be negative is left out.
     */
    static BatchCost fit(List<Measured> measured) {
        boolean[] left = new boolean[TERMS];
        while (true) {
            double[] found = solve(measured, left);
            int worst = -1;
            for (int i = 0; i < TERMS; i++) {
                if (found[i] < 0 && (worst < 0 || found[i] < found[worst])) {
                    worst = i;
                }
            }
            if (worst < 0) {
                return new BatchCost(found[0], found[1], found[2], found[3]);
            }
            left[worst] = true;
        }
    }

    /** Mean of the relative errors of this cost. */
    double meanError(List<Measured> measured) {
        return measured.stream()
                .mapToDouble(one -> Math.abs(nanos(one.batch()) - one.nanos()) / (double) one.nanos())
                .average()
                .orElseThrow();
    }

    /** Normal equations by Gaussian elimination with pivots; a term that is left out is 0. */
    private static double[] solve(List<Measured> measured, boolean[] left) {
        double[][] rows = new double[TERMS][TERMS + 1];
        for (Measured one : measured) {
            double[] terms = one.batch().terms();
            double weight = 1.0 / one.nanos();
            for (int i = 0; i < TERMS; i++) {
                for (int j = 0; j < TERMS; j++) {
                    rows[i][j] += terms[i] * terms[j] * weight * weight;
                }
                rows[i][TERMS] += terms[i] * weight;
            }
        }
        for (int i = 0; i < TERMS; i++) {
            if (left[i]) {
                Arrays.fill(rows[i], 0);
                for (double[] row : rows) {
                    row[i] = 0;
                }
                rows[i][i] = 1;
            }
        }
        return eliminate(rows);
    }

    private static double[] eliminate(double[][] rows) {
        for (int column = 0; column < TERMS; column++) {
            int pivot = column;
            for (int row = column + 1; row < TERMS; row++) {
                if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) {
                    pivot = row;
                }
            }
            double[] swapped = rows[column];
            rows[column] = rows[pivot];
            rows[pivot] = swapped;
            if (rows[column][column] == 0) {
                throw new IllegalArgumentException("The measured batches are too much alike to fit a cost to them");
            }
            for (int row = 0; row < TERMS; row++) {
                double factor = row == column ? 0 : rows[row][column] / rows[column][column];
                for (int i = column; i <= TERMS; i++) {
                    rows[row][i] -= factor * rows[column][i];
                }
            }
        }
        double[] found = new double[TERMS];
        for (int i = 0; i < TERMS; i++) {
            found[i] = rows[i][TERMS] / rows[i][i];
        }
        return found;
    }
}
