// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.output.LiveBlock;
import dev.milena.app.output.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A paper that is being read out, as the screen shows it. Not thread-safe. */
final class OpenPaper {
    private int sentences;
    private String last = "";
    private String early = "";

    /** A sentence more. */
    void read(String sentence) {
        sentences++;
        last = sentence;
    }

    /** An early update of its summary. */
    void summarizedAs(String summary) {
        early = summary;
    }

    /** Its lines, none longer than the screen is wide. */
    List<String> lines(String key, Style style, LiveBlock block) {
        List<String> lines = new ArrayList<>();
        lines.add(style.dim(
                block.fitting(String.format(Locale.ROOT, "  %-10s %s %s", key, "+".repeat(sentences), last))));
        if (!early.isEmpty()) {
            lines.add(block.fitting(String.format(Locale.ROOT, "  %-10s ~ early: %s", "", early)));
        }
        return lines;
    }
}
