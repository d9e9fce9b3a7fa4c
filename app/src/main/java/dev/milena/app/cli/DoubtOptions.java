// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.api.DoubtKind;
import dev.milena.inspection.DoubtPolicy;
import dev.milena.inspection.Inspection;
import dev.milena.inspection.Limits;
import dev.milena.model.SearchSettings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What answers are inspected for and what becomes of those in doubt, for commands that run a model themselves. */
final class DoubtOptions {
    private static final String NONE = "none";
    private static final String KEEP = "keep";
    private static final String REFUSE = "refuse";

    @Option(
            names = "--doubts",
            paramLabel = "KINDS",
            defaultValue = "all",
            description =
                    "What answers are inspected for, separated by commas, such as RUNAWAY,NUMBERS_ALTERED; none for"
                            + " nothing. What is found stands in \"doubts\". Default: ${DEFAULT-VALUE}.")
    private String kinds = "all";

    @Option(
            names = "--least-confidence",
            paramLabel = "X",
            defaultValue = "0",
            description = "Confidence below which an answer is in doubt, 0 to 1. Default: any is good.")
    private double leastConfidence;

    @Option(
            names = "--least-length-ratio",
            paramLabel = "X",
            defaultValue = "" + Limits.DEFAULT_LEAST_LENGTH,
            description = "Below this ratio of lengths a translation is TOO_SHORT. Default: ${DEFAULT-VALUE}.")
    private double leastLength = Limits.DEFAULT_LEAST_LENGTH;

    @Option(
            names = "--most-length-ratio",
            paramLabel = "X",
            defaultValue = "" + Limits.DEFAULT_MOST_LENGTH,
            description = "Above this ratio of lengths a translation is TOO_LONG. Default: ${DEFAULT-VALUE}.")
    private double mostLength = Limits.DEFAULT_MOST_LENGTH;

    @Option(
            names = "--most-unaligned",
            paramLabel = "X",
            defaultValue = "" + Limits.DEFAULT_MOST_UNALIGNED,
            description = "Above this share of content words that nothing is aligned to a translation is"
                    + " UNALIGNED_SOURCE. Default: ${DEFAULT-VALUE}.")
    private double mostUnaligned = Limits.DEFAULT_MOST_UNALIGNED;

    @Option(
            names = "--runaway",
            paramLabel = "WHAT",
            defaultValue = KEEP,
            description =
                    "What becomes of a text whose answer is RUNAWAY: keep the answer, or refuse the text. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String runaway = KEEP;

    @Option(
            names = "--retry",
            description =
                    "Ask a text whose answer is in doubt a second time, by the search of --retry-*; the answer with"
                            + " fewer doubts is taken.")
    private boolean retry;

    @Option(
            names = "--retry-beam",
            paramLabel = "N",
            defaultValue = "0",
            description = "Hypotheses of the second try. Default: those of the first.")
    private int beam;

    @Option(
            names = "--retry-length-penalty",
            paramLabel = "X",
            defaultValue = "NaN",
            description = "Length penalty of the second try. Default: that of the first.")
    private float lengthPenalty;

    @Option(
            names = "--retry-repetition-penalty",
            paramLabel = "X",
            defaultValue = "0",
            description = "Repetition penalty of the second try. Default: that of the first.")
    private double repetitionPenalty;

    @Option(
            names = "--retry-no-repeat-ngram-size",
            paramLabel = "N",
            defaultValue = "3",
            description = "The second answer repeats no run of N tokens; 0 allows all, -1 is as in the first. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int noRepeatNgramSize = 3;

    /**
     * What was asked for.
     *
     * @throws IllegalArgumentException when something is out of range
     */
    DoubtPolicy policy() {
        require(leastConfidence >= 0 && leastConfidence <= 1, "--least-confidence", leastConfidence, "from 0 to 1");
        require(mostUnaligned >= 0 && mostUnaligned <= 1, "--most-unaligned", mostUnaligned, "from 0 to 1");
        require(
                leastLength >= 0 && leastLength < mostLength,
                "--least-length-ratio",
                leastLength,
                "0 or more and less than --most-length-ratio, " + mostLength);
        require(runaway.equals(KEEP) || runaway.equals(REFUSE), "--runaway", runaway, "keep or refuse");
        return new DoubtPolicy(
                new Inspection(kinds(), new Limits(leastConfidence, leastLength, mostLength, mostUnaligned)),
                retry,
                runaway.equals(REFUSE));
    }

    /**
     * How another answer is looked for; null where none is.
     *
     * @param first how the first one is
     */
    @Nullable
    SearchSettings secondSearch(SearchSettings first) {
        if (!retry) {
            return null;
        }
        return first.secondSearch(beam, lengthPenalty, repetitionPenalty, noRepeatNgramSize);
    }

    private Set<DoubtKind> kinds() {
        if (kinds.equals("all")) {
            return EnumSet.allOf(DoubtKind.class);
        }
        Set<DoubtKind> wanted = EnumSet.noneOf(DoubtKind.class);
        if (!kinds.equals(NONE)) {
            for (String name : kinds.split(",", -1)) {
                wanted.add(Arrays.stream(DoubtKind.values())
                        .filter(kind -> kind.name().equals(name.strip()))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("--doubts is " + kinds + "; it must be all, none or"
                                        + " any of " + List.of(DoubtKind.values()) + ", separated by commas")));
            }
        }
        return wanted;
    }

    private static void require(boolean holds, String option, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be " + rule);
        }
    }
}
