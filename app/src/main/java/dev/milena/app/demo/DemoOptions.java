// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a demo does.
 *
 * @param bundles folders of the models
 * @param summaries whether papers are read out and summarized over windows, instead of texts answered one by one
 * @param count texts to send, or papers to read out, or null for every sample once
 * @param rate texts or sentences a second, 0 for as fast as possible
 * @param beam hypotheses kept while decoding, 1 for greedy
 * @param json whether answers are printed as JSON lines
 * @param keepRunning whether the demo stays when the samples are answered
 */
public record DemoOptions(
        List<Path> bundles,
        boolean summaries,
        @Nullable Integer count,
        double rate,
        int beam,
        boolean json,
        boolean keepRunning) {

    public DemoOptions {
        bundles = List.copyOf(bundles);
    }
}
