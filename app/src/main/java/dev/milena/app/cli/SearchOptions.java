// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.model.Sampling;
import dev.milena.model.SearchSettings;
import java.util.Map;
import picocli.CommandLine.Option;

/** How answers are looked for, for commands that run a model themselves. */
final class SearchOptions {

    @Option(
            names = "--beam",
            paramLabel = "N",
            defaultValue = "0",
            description = "Hypotheses kept while decoding; 1 is greedy search. Default: the bundle's own.")
    private int beam;

    @Option(
            names = "--num-hypotheses",
            paramLabel = "N",
            defaultValue = "1",
            description = "Answers to a text, at most as many as --beam; all but the best are its \"alternatives\".")
    private int hypotheses;

    @Option(
            names = "--length-penalty",
            paramLabel = "X",
            defaultValue = "NaN",
            description =
                    "Exponent of the length in a hypothesis' score; without effect for greedy search. Default: the"
                            + " bundle's own.")
    private float lengthPenalty;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "0",
            description = "Longest output in tokens. Default: the bundle's limit.")
    private int maxNewTokens;

    @Option(
            names = "--min-new-tokens",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Shortest output in tokens. Default: the bundle's own.")
    private int minNewTokens;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "X",
            defaultValue = "0",
            description = "Above 1 makes tokens that the output already has less likely. Default: the bundle's own.")
    private double repetitionPenalty;

    @Option(
            names = "--no-repeat-ngram-size",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Repeat no run of N tokens; 0 allows all. Default: the bundle's own.")
    private int noRepeatNgramSize;

    @Option(
            names = "--sample",
            description = "Draw tokens at random instead of searching; the same line gets the same answer again.")
    private boolean sample;

    @Option(
            names = "--temperature",
            paramLabel = "X",
            defaultValue = "1",
            description = "With --sample: below 1 likely tokens become likelier. Default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --sample: draw among the N likeliest tokens. Default: all.")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            defaultValue = "1",
            description =
                    "With --sample: draw among the likeliest tokens that together have this probability. Default: all.")
    private double topP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --sample: another seed draws other answers. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /**
     * The settings that were asked for.
     *
     * @throws IllegalArgumentException when one is out of range, or two contradict each other
     */
    SearchSettings settings() {
        SearchSettings search = new SearchSettings(
                beam,
                hypotheses,
                lengthPenalty,
                maxNewTokens,
                sample ? new Sampling(temperature, topK, topP, seed) : null,
                Map.of());
        if (minNewTokens >= 0) {
            search = search.withControl("min_new_tokens", minNewTokens);
        }
        if (repetitionPenalty != 0) {
            search = search.withControl("repetition_penalty", repetitionPenalty);
        }
        return noRepeatNgramSize >= 0 ? search.withControl("no_repeat_ngram_size", noRepeatNgramSize) : search;
    }
}
