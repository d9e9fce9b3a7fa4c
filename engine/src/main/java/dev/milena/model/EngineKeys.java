// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.TextOverflow;
import dev.milena.engine.GpuMemory;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The settings of an application that the engine reads. Names, defaults and rules are those of the reference
 * ({@code docs/configuration.md}); {@code app} holds them against it.
 */
final class EngineKeys {
    static final String BUNDLES = "milena.bundles";

    private static final Pattern DEVICE = Pattern.compile("cpu|cuda(:[0-9]{1,3})?");
    private static final String CPU = "cpu";
    private static final String DOUBLING = "doubling";
    private static final int MOST = 1_024;

    private EngineKeys() {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when a value breaks its rule or two contradict each other
     */
    static EngineSettings read(Map<String, ?> settings) {
        SettingValues values = new SettingValues(settings);
        String device = values.matching("milena.engine.device", CPU, DEVICE, "cpu, cuda or cuda:N");
        int threads = values.integer("milena.engine.threads", 0, 0, MOST);
        SearchSettings search = search(values);
        return new EngineSettings(
                device,
                new GpuMemory(
                        values.integer("milena.engine.gpu.memory.limit.mb", 0, 0, 1 << 20),
                        values.oneOf("milena.engine.gpu.memory.growth", "as-needed", "as-needed", DOUBLING)
                                .equals(DOUBLING)),
                threads,
                calls(values, device, threads),
                true,
                values.flag("milena.attention.enabled", true),
                TextOverflow.parse(values.oneOf(
                        "milena.text.overflow",
                        TextOverflow.AUTO.toString(),
                        Arrays.stream(TextOverflow.values())
                                .map(TextOverflow::toString)
                                .toArray(String[]::new))),
                search,
                values.flag("milena.doubt.retry", false) ? secondSearch(search, values) : null);
    }

    private static int calls(SettingValues values, String device, int threads) {
        int calls = values.integer("milena.engine.calls", 0, 0, MOST);
        if (calls > 1 && !device.equals(CPU)) {
            throw new IllegalArgumentException("milena.engine.calls is " + calls + "; it must be 1 with"
                    + " milena.engine.device=" + device + ", which takes one call at a time. Set it to 1, or leave it"
                    + " out");
        }
        if (calls > 0) {
            return calls;
        }
        if (!device.equals(CPU)) {
            return 1;
        }
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    private static SearchSettings search(SettingValues values) {
        int beam = values.integer("milena.beam.size", 0, 0, 64);
        int hypotheses = values.integer("milena.num.hypotheses", 1, 1, 64);
        boolean samples = values.flag("milena.sampling.enabled", false);
        if (beam > 0 && hypotheses > beam) {
            throw new IllegalArgumentException("milena.num.hypotheses is " + hypotheses + "; it must be at most"
                    + " milena.beam.size, which is " + beam + ". Lower the first, or raise the second");
        }
        if (samples && beam > 1) {
            throw new IllegalArgumentException(
                    "milena.beam.size is " + beam + "; it must be 1 with"
                            + " milena.sampling.enabled=true, which draws one answer. Lower the first, or switch off the second");
        }
        SearchSettings search = new SearchSettings(
                beam,
                hypotheses,
                (float) values.numberOrNone("milena.length.penalty", -10, 10),
                values.integer("milena.max.new.tokens", 0, 0, Integer.MAX_VALUE),
                samples ? sampling(values) : null,
                Map.of());
        return controlled(search, values);
    }

    private static SearchSettings secondSearch(SearchSettings first, SettingValues values) {
        int beam = values.integer("milena.doubt.retry.beam.size", 0, 0, 64);
        double length = values.numberOrNone("milena.doubt.retry.length.penalty", -10, 10);
        double penalty = values.number("milena.doubt.retry.repetition.penalty", 0, 0, 10);
        int run = values.integer("milena.doubt.retry.no.repeat.ngram.size", 3, -1, Integer.MAX_VALUE);
        if (beam > 0 && first.hypotheses() > beam) {
            throw new IllegalArgumentException("milena.doubt.retry.beam.size is " + beam + "; it must be at least"
                    + " milena.num.hypotheses, which is " + first.hypotheses()
                    + ". Raise the first, or lower the second");
        }
        return first.secondSearch(beam, (float) length, penalty, run);
    }

    private static Sampling sampling(SettingValues values) {
        return new Sampling(
                values.number("milena.sampling.temperature", 1, 0.01, 100),
                values.integer("milena.sampling.top.k", 0, 0, Integer.MAX_VALUE),
                values.number("milena.sampling.top.p", 1, 0.01, 1),
                values.whole("milena.sampling.seed", 0, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** What steers the search, where it differs from the bundle's own. */
    private static SearchSettings controlled(SearchSettings search, SettingValues values) {
        int shortest = values.integer("milena.min.new.tokens", -1, -1, Integer.MAX_VALUE);
        double penalty = values.number("milena.repetition.penalty", 0, 0, 10);
        int run = values.integer("milena.no.repeat.ngram.size", -1, -1, Integer.MAX_VALUE);
        SearchSettings controlled = search;
        if (shortest >= 0) {
            controlled = controlled.withControl("min_new_tokens", shortest);
        }
        if (penalty != 0) {
            controlled = controlled.withControl("repetition_penalty", penalty);
        }
        return run >= 0 ? controlled.withControl("no_repeat_ngram_size", run) : controlled;
    }
}
