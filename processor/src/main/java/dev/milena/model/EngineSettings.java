// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import java.util.HashMap;
import java.util.Map;

/**
 * How a bundle is run. Immutable; start from {@link #defaults()}.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param threads threads of one native call on the CPU, 0 for all cores
 * @param beamSize 1 for greedy
 * @param lengthPenalty exponent of the length in the score of a beam
 * @param maxNewTokens longest output in tokens, end token included; 0 for the bundle's default
 * @param alignment whether the graph computes attention, so that answers have word links
 * @param attention whether answers carry the token attention too; needs {@code alignment}
 * @param controls further inputs of the graph by name, such as {@code repetition_penalty}, where they differ from the
 *     bundle's defaults
 */
public record EngineSettings(
        String device,
        int threads,
        int beamSize,
        float lengthPenalty,
        int maxNewTokens,
        boolean alignment,
        boolean attention,
        Map<String, Double> controls) {

    /**
     * @throws IllegalArgumentException when a number is out of range, or attention is asked for without alignment
     */
    public EngineSettings {
        require(threads >= 0, "threads", threads, "0 for all cores, or a positive number");
        require(beamSize >= 1, "beamSize", beamSize, "1 for greedy search, or more");
        require(Float.isFinite(lengthPenalty), "lengthPenalty", lengthPenalty, "a finite number");
        require(maxNewTokens >= 0, "maxNewTokens", maxNewTokens, "0 for the bundle's default, or a positive number");
        require(alignment || !attention, "attention", attention, "false where alignment is false");
        controls = Map.copyOf(controls);
        controls.forEach((name, value) -> require(Double.isFinite(value), name, value, "a finite number"));
    }

    /** Settings with the bundle's defaults for every further input of the graph. */
    public EngineSettings(
            String device,
            int threads,
            int beamSize,
            float lengthPenalty,
            int maxNewTokens,
            boolean alignment,
            boolean attention) {
        this(device, threads, beamSize, lengthPenalty, maxNewTokens, alignment, attention, Map.of());
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
        }
    }

    /** Greedy search on all cores with word links and token attention. */
    public static EngineSettings defaults() {
        return new EngineSettings("cpu", 0, 1, 1f, 0, true, true);
    }

    /** These settings on another device: {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public EngineSettings withDevice(String value) {
        return new EngineSettings(
                value, threads, beamSize, lengthPenalty, maxNewTokens, alignment, attention, controls);
    }

    /** These settings with another number of threads, 0 for all cores. */
    public EngineSettings withThreads(int value) {
        return new EngineSettings(device, value, beamSize, lengthPenalty, maxNewTokens, alignment, attention, controls);
    }

    /** These settings with another beam, 1 for greedy. */
    public EngineSettings withBeamSize(int value) {
        return new EngineSettings(device, threads, value, lengthPenalty, maxNewTokens, alignment, attention, controls);
    }

    /** These settings with another exponent of the length in a score. */
    public EngineSettings withLengthPenalty(float value) {
        return new EngineSettings(device, threads, beamSize, value, maxNewTokens, alignment, attention, controls);
    }

    /** These settings with another limit of output tokens, 0 for the bundle's default. */
    public EngineSettings withMaxNewTokens(int value) {
        return new EngineSettings(device, threads, beamSize, lengthPenalty, value, alignment, attention, controls);
    }

    /** These settings with or without word links; without them there is no token attention either. */
    public EngineSettings withAlignment(boolean value) {
        return new EngineSettings(
                device, threads, beamSize, lengthPenalty, maxNewTokens, value, value && attention, controls);
    }

    /** These settings with or without token attention in the answers. */
    public EngineSettings withAttention(boolean value) {
        return new EngineSettings(device, threads, beamSize, lengthPenalty, maxNewTokens, alignment, value, controls);
    }

    /** These settings with a value for a further input of the graph, such as {@code no_repeat_ngram_size}. */
    public EngineSettings withControl(String input, double value) {
        Map<String, Double> more = new HashMap<>(controls);
        more.put(input, value);
        return new EngineSettings(device, threads, beamSize, lengthPenalty, maxNewTokens, alignment, attention, more);
    }
}
