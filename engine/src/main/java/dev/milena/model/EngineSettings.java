// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.TextOverflow;
import dev.milena.engine.GpuMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a bundle is run. Immutable; start from {@link #defaults()}.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param gpuMemory what may be taken of a GPU's memory
 * @param threads threads of the engine on the CPU, 0 for all cores
 * @param calls batches that may be answered at once, 1 or more; on the CPU they share the threads, on a GPU only 1 works
 * @param alignment whether the graph computes attention, so that answers have word links
 * @param attention whether answers carry the token attention too; needs {@code alignment}
 * @param overflow what becomes of a text that has too many tokens
 * @param search how answers are looked for
 * @param secondSearch how another is looked for where the first is in doubt, or null where it is not
 */
public record EngineSettings(
        String device,
        GpuMemory gpuMemory,
        int threads,
        int calls,
        boolean alignment,
        boolean attention,
        TextOverflow overflow,
        SearchSettings search,
        @Nullable SearchSettings secondSearch) {

    /**
     * @throws IllegalArgumentException when a number is out of range, or attention is asked for without alignment
     */
    public EngineSettings {
        SearchSettings.require(threads >= 0, "threads", threads, "0 for all cores, or a positive number");
        SearchSettings.require(calls >= 1, "calls", calls, "1 or more");
        SearchSettings.require(
                calls == 1 || device.equals("cpu"),
                "calls",
                calls,
                "1 on " + device + ", which takes one call at a time");
        SearchSettings.require(alignment || !attention, "attention", attention, "false where alignment is false");
    }

    /** Settings that look for one answer to each text. */
    public EngineSettings(
            String device,
            GpuMemory gpuMemory,
            int threads,
            int calls,
            boolean alignment,
            boolean attention,
            TextOverflow overflow,
            SearchSettings search) {
        this(device, gpuMemory, threads, calls, alignment, attention, overflow, search, null);
    }

    /** The bundle's own search, one call at a time on all cores, with word links and token attention; too long texts are refused. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                "cpu", GpuMemory.asNeeded(), 0, 1, true, true, TextOverflow.AUTO, SearchSettings.defaults());
    }

    /**
     * The engine's part of an application's settings, strings as in a file or objects of the type; other keys are left to
     * their readers. Names, defaults and rules are those of the reference of all settings.
     *
     * @throws IllegalArgumentException when a value breaks its rule or two contradict each other; the message gives key,
     *     value, rule and cure
     */
    public static EngineSettings from(Map<String, ?> settings) {
        return EngineKeys.read(settings);
    }

    /** As {@link #from(Map)}. */
    public static EngineSettings from(Properties settings) {
        Map<String, Object> map = new HashMap<>();
        settings.stringPropertyNames().forEach(key -> map.put(key, settings.getProperty(key)));
        return EngineKeys.read(map);
    }

    /** These settings on another device: {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public EngineSettings withDevice(String value) {
        return new EngineSettings(
                value, gpuMemory, threads, calls, alignment, attention, overflow, search, secondSearch);
    }

    /** These settings with other bounds on a GPU's memory. */
    public EngineSettings withGpuMemory(GpuMemory value) {
        return new EngineSettings(device, value, threads, calls, alignment, attention, overflow, search, secondSearch);
    }

    /** These settings with another number of threads, 0 for all cores. */
    public EngineSettings withThreads(int value) {
        return new EngineSettings(
                device, gpuMemory, value, calls, alignment, attention, overflow, search, secondSearch);
    }

    /** These settings with another number of batches that may be answered at once. */
    public EngineSettings withCalls(int value) {
        return new EngineSettings(
                device, gpuMemory, threads, value, alignment, attention, overflow, search, secondSearch);
    }

    /** Threads of one call on the CPU: its share of all, at least 1. */
    public int threadsOfACall() {
        int all = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        return Math.max(1, all / calls);
    }

    /** These settings with or without word links; without them there is no token attention either. */
    public EngineSettings withAlignment(boolean value) {
        return new EngineSettings(
                device, gpuMemory, threads, calls, value, value && attention, overflow, search, secondSearch);
    }

    /** These settings with or without token attention in the answers. */
    public EngineSettings withAttention(boolean value) {
        return new EngineSettings(device, gpuMemory, threads, calls, alignment, value, overflow, search, secondSearch);
    }

    /** These settings with another fate for texts that have too many tokens. */
    public EngineSettings withOverflow(TextOverflow value) {
        return new EngineSettings(device, gpuMemory, threads, calls, alignment, attention, value, search, secondSearch);
    }

    /** These settings with another search. */
    public EngineSettings withSearch(SearchSettings value) {
        return new EngineSettings(
                device, gpuMemory, threads, calls, alignment, attention, overflow, value, secondSearch);
    }

    /** These settings with another search for texts whose first answer is in doubt, or with none. */
    public EngineSettings withSecondSearch(@Nullable SearchSettings value) {
        return new EngineSettings(device, gpuMemory, threads, calls, alignment, attention, overflow, search, value);
    }

    /** These settings with a changed search, such as {@code withSearch(search -> search.withBeamSize(4))}. */
    public EngineSettings withSearch(UnaryOperator<SearchSettings> change) {
        return withSearch(change.apply(search));
    }
}
