// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.TextOverflow;
import java.util.function.UnaryOperator;

/**
 * How a bundle is run. Immutable; start from {@link #defaults()}.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param threads threads of one native call on the CPU, 0 for all cores
 * @param alignment whether the graph computes attention, so that answers have word links
 * @param attention whether answers carry the token attention too; needs {@code alignment}
 * @param overflow what becomes of a text that has too many tokens
 * @param search how answers are looked for
 */
public record EngineSettings(
        String device,
        int threads,
        boolean alignment,
        boolean attention,
        TextOverflow overflow,
        SearchSettings search) {

    /**
     * @throws IllegalArgumentException when a number is out of range, or attention is asked for without alignment
     */
    public EngineSettings {
        SearchSettings.require(threads >= 0, "threads", threads, "0 for all cores, or a positive number");
        SearchSettings.require(alignment || !attention, "attention", attention, "false where alignment is false");
    }

    /** Greedy search on all cores with word links and token attention; too long texts are refused. */
    public static EngineSettings defaults() {
        return new EngineSettings("cpu", 0, true, true, TextOverflow.REFUSE, SearchSettings.defaults());
    }

    /** These settings on another device: {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public EngineSettings withDevice(String value) {
        return new EngineSettings(value, threads, alignment, attention, overflow, search);
    }

    /** These settings with another number of threads, 0 for all cores. */
    public EngineSettings withThreads(int value) {
        return new EngineSettings(device, value, alignment, attention, overflow, search);
    }

    /** These settings with or without word links; without them there is no token attention either. */
    public EngineSettings withAlignment(boolean value) {
        return new EngineSettings(device, threads, value, value && attention, overflow, search);
    }

    /** These settings with or without token attention in the answers. */
    public EngineSettings withAttention(boolean value) {
        return new EngineSettings(device, threads, alignment, value, overflow, search);
    }

    /** These settings with another fate for texts that have too many tokens. */
    public EngineSettings withOverflow(TextOverflow value) {
        return new EngineSettings(device, threads, alignment, attention, value, search);
    }

    /** These settings with another search. */
    public EngineSettings withSearch(SearchSettings value) {
        return new EngineSettings(device, threads, alignment, attention, overflow, value);
    }

    /** These settings with a changed search, such as {@code withSearch(search -> search.withBeamSize(4))}. */
    public EngineSettings withSearch(UnaryOperator<SearchSettings> change) {
        return withSearch(change.apply(search));
    }
}
