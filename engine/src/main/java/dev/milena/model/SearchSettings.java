// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.bundle.Manifest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a bundle looks for its answers. Immutable; start from {@link #defaults()}.
 *
 * @param beamSize 1 for greedy search, or for drawing; 0 for the bundle's own
 * @param hypotheses how many answers to a text are kept, best first; at most {@code beamSize} where that is given
 * @param lengthPenalty exponent of the length in the score of a beam, or {@link #OWN_LENGTH_PENALTY}
 * @param maxNewTokens longest output in tokens, end token included; 0 for the bundle's default
 * @param sampling how tokens are drawn, or null where the best ones are searched for
 * @param controls further inputs of the graph by name, such as {@code repetition_penalty}, where they differ from the
 *     bundle's defaults
 */
public record SearchSettings(
        int beamSize,
        int hypotheses,
        float lengthPenalty,
        int maxNewTokens,
        @Nullable Sampling sampling,
        Map<String, Double> controls) {

    /** Stands for the bundle's own length penalty. */
    public static final float OWN_LENGTH_PENALTY = Float.NaN;

    /**
     * @throws IllegalArgumentException when a number is out of range, or two contradict each other
     */
    public SearchSettings {
        require(beamSize >= 0, "beamSize", beamSize, "0 for the bundle's own, 1 for greedy search, or more");
        require(
                hypotheses >= 1 && (beamSize == 0 || hypotheses <= beamSize),
                "hypotheses",
                hypotheses,
                "at least 1 and at most beamSize, " + beamSize);
        require(!Float.isInfinite(lengthPenalty), "lengthPenalty", lengthPenalty, "a finite number");
        require(maxNewTokens >= 0, "maxNewTokens", maxNewTokens, "0 for the bundle's default, or a positive number");
        require(sampling == null || beamSize <= 1, "beamSize", beamSize, "1 where tokens are drawn");
        controls = Map.copyOf(controls);
        controls.forEach((name, value) -> require(Double.isFinite(value), name, value, "a finite number"));
    }

    static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
        }
    }

    /** The search that the bundle itself says, which is its checkpoint's: beams, length penalty, lengths and the rest. */
    public static SearchSettings defaults() {
        return new SearchSettings(0, 1, OWN_LENGTH_PENALTY, 0, null, Map.of());
    }

    /**
     * These settings for a bundle: its own beams and length penalty where none are given. Drawing has a beam of 1, and a
     * bundle's own beams are never fewer than the answers that are asked for.
     */
    SearchSettings of(Manifest manifest) {
        int own = sampling == null ? (int) Math.max(number(manifest, "beam_size"), hypotheses) : 1;
        float penalty = Float.isNaN(lengthPenalty) ? (float) number(manifest, "length_penalty") : lengthPenalty;
        return new SearchSettings(
                beamSize == 0 ? own : beamSize, hypotheses, penalty, maxNewTokens, sampling, controls);
    }

    private static double number(Manifest manifest, String input) {
        Double own = manifest.input(input).defaultValue();
        return own == null ? 1 : own;
    }

    /**
     * How another answer is looked for where the first is in doubt: as the first where nothing else is said, but never drawn,
     * since the same numbers would draw much the same.
     *
     * @param beams 0 for as many as in the first
     * @param penalty exponent of the length, or {@link #OWN_LENGTH_PENALTY} for that of the first
     * @param repetitionPenalty 0 for that of the first
     * @param noRepeatNgramSize -1 for that of the first
     */
    public SearchSettings secondSearch(int beams, float penalty, double repetitionPenalty, int noRepeatNgramSize) {
        SearchSettings second = withSampling(null);
        second = beams > 0 ? second.withBeamSize(beams) : second;
        second = Float.isNaN(penalty) ? second : second.withLengthPenalty(penalty);
        second = repetitionPenalty == 0 ? second : second.withControl("repetition_penalty", repetitionPenalty);
        return noRepeatNgramSize < 0 ? second : second.withControl("no_repeat_ngram_size", noRepeatNgramSize);
    }

    /** These settings with another beam, 1 for greedy, 0 for the bundle's own. */
    public SearchSettings withBeamSize(int value) {
        return new SearchSettings(value, hypotheses, lengthPenalty, maxNewTokens, sampling, controls);
    }

    /** These settings with another number of answers to a text; set the beam first. */
    public SearchSettings withHypotheses(int value) {
        return new SearchSettings(beamSize, value, lengthPenalty, maxNewTokens, sampling, controls);
    }

    /** These settings with another exponent of the length in a score, or {@link #OWN_LENGTH_PENALTY}. */
    public SearchSettings withLengthPenalty(float value) {
        return new SearchSettings(beamSize, hypotheses, value, maxNewTokens, sampling, controls);
    }

    /** These settings with another limit of output tokens, 0 for the bundle's default. */
    public SearchSettings withMaxNewTokens(int value) {
        return new SearchSettings(beamSize, hypotheses, lengthPenalty, value, sampling, controls);
    }

    /** These settings with drawn tokens, or with searched ones for null. */
    public SearchSettings withSampling(@Nullable Sampling value) {
        return new SearchSettings(beamSize, hypotheses, lengthPenalty, maxNewTokens, value, controls);
    }

    /** These settings with a value for a further input of the graph, such as {@code no_repeat_ngram_size}. */
    public SearchSettings withControl(String input, double value) {
        Map<String, Double> more = new HashMap<>(controls);
        more.put(input, value);
        return new SearchSettings(beamSize, hypotheses, lengthPenalty, maxNewTokens, sampling, more);
    }
}
