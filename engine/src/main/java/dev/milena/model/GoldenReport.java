// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import java.util.List;

/**
 * What a replay of a bundle's recorded answers found.
 *
 * @param texts texts replayed
 * @param answers answers compared: texts times recorded runs
 * @param tolerance largest difference of a number that the bundle allows
 * @param largestDifference largest difference of a log-probability or score that was seen where the ids agree
 * @param differences what broke the contract, empty when the bundle is sound
 */
public record GoldenReport(
        int texts, int answers, double tolerance, double largestDifference, List<Difference> differences) {

    public GoldenReport {
        differences = List.copyOf(differences);
    }

    /**
     * One broken answer.
     *
     * @param run name of the recorded run, or {@code tokenizer}
     * @param line line of the golden file, from 1
     * @param field what differs
     * @param expected the recorded value
     * @param actual what this machine made of it
     */
    public record Difference(String run, int line, String field, String expected, String actual) {
        @Override
        public String toString() {
            return run + ", line " + line + ", " + field + ": expected " + expected + ", got " + actual;
        }
    }

    /** Whether every recorded answer was reproduced. */
    public boolean passed() {
        return differences.isEmpty();
    }

    /** A summary for people, a line for each of the first differences. */
    public String describe() {
        StringBuilder report = new StringBuilder(String.format(
                "%d of %d recorded answers to %d texts reproduced; largest difference of a number %.1e, allowed %.1e",
                answers - brokenAnswers(), answers, texts, largestDifference, tolerance));
        differences.stream().limit(SHOWN).forEach(difference -> report.append("\n  ")
                .append(difference));
        if (differences.size() > SHOWN) {
            report.append("\n  and ").append(differences.size() - SHOWN).append(" more");
        }
        return report.toString();
    }

    private static final int SHOWN = 10;

    private long brokenAnswers() {
        return differences.stream()
                .filter(difference -> !difference.run().equals(GoldenReplay.TOKENIZER))
                .map(difference -> difference.run() + difference.line())
                .distinct()
                .count();
    }
}
