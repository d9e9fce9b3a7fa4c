// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.kafka.Outputs.Output;
import dev.milena.app.output.LiveBlock;
import dev.milena.app.output.Style;
import dev.milena.app.output.Terminal;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.Window;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Papers that are read out sentence by sentence, each under its own key: a session of a key is summarized early as it grows, and
 * for good when its paper falls silent. Any thread.
 */
final class SummaryScene implements Scene {
    private static final int READERS = 3;
    private static final long SHORTEST_GAP_MS = 4_000;

    private final Terminal terminal;
    private final DemoOptions options;
    private final DemoScreen screen;
    private final List<Paper> papers;
    private final Map<String, String> titles;
    private final Map<String, OpenPaper> open = new LinkedHashMap<>();
    private final LiveBlock block;
    private final Style style;
    private int done;
    private int refused;
    private int early;
    private int summaries;

    SummaryScene(Terminal terminal, DemoOptions options, DemoScreen screen) {
        this.terminal = terminal;
        this.options = options;
        this.screen = screen;
        Integer count = options.count();
        this.papers = count == null ? Papers.all() : Papers.take(Papers.all(), count);
        this.titles = papers.stream().collect(Collectors.toMap(Paper::key, Paper::title));
        this.block = new LiveBlock(terminal);
        this.style = terminal.outStyle();
    }

    /** A session ends when its paper has been silent for twice the time between two of its sentences. */
    @Override
    public Map<String, String> settings() {
        long between = options.rate() > 0 ? Math.round(READERS * 1_000 / options.rate()) : 0;
        return Map.of(
                MilenaConfig.WINDOW_KIND_CONFIG, "session",
                MilenaConfig.WINDOW_GAP_MS_CONFIG, Long.toString(Math.max(SHORTEST_GAP_MS, 2 * between)),
                MilenaConfig.WINDOW_GRACE_MS_CONFIG, "200",
                MilenaConfig.WINDOW_IDLE_MS_CONFIG, "1000",
                MilenaConfig.WINDOW_UPDATE_EVENTS_CONFIG, "2");
    }

    @Override
    public List<Sample> samples(Collection<String> tasks) {
        return Papers.readOut(papers, READERS);
    }

    @Override
    public synchronized void sent(Sample sample) {
        open.computeIfAbsent(sample.key(), key -> new OpenPaper()).read(sample.text());
        told(sample.key(), "+", sample.text());
    }

    @Override
    public synchronized void show(Output output) {
        if (output.value() instanceof EnrichedText answer) {
            summary(output, answer);
        } else if (output.value() instanceof DeadLetter letter) {
            Window window = letter.getWindow();
            int lost = window == null ? 1 : window.getIsFinal() ? Math.toIntExact(window.getRecords()) : 0;
            refused += lost;
            done += lost;
            if (options.json()) {
                DemoJson.print(terminal, output, letter);
            } else {
                block.above("  " + style.yellow("refused") + " " + letter.getCode() + " · " + letter.getMessage());
            }
        }
    }

    private void summary(Output output, EnrichedText answer) {
        Window window = answer.getWindow();
        String key = DemoJson.key(output);
        if (window.getIsFinal()) {
            summaries++;
            done += Math.toIntExact(window.getRecords());
            open.remove(key);
        } else {
            early++;
            open.computeIfAbsent(key, unknown -> new OpenPaper()).summarizedAs(answer.getText());
        }
        if (options.json()) {
            DemoJson.print(terminal, output, answer);
        } else if (window.getIsFinal()) {
            block.above(closed(key, answer, DemoJson.latency(output)));
            redraw();
        } else {
            told(key, "~", "early: " + answer.getText());
        }
    }

    /** Redraws what is open, or where nobody would see that says what is new of it. */
    private void told(String key, String sign, String what) {
        if (options.json()) {
            return;
        }
        if (block.isLive()) {
            redraw();
        } else {
            block.above(block.fitting(String.format(Locale.ROOT, "  %-10s %s %s", key, sign, what)));
        }
    }

    private void redraw() {
        block.show(open.entrySet().stream()
                .flatMap(each -> each.getValue().lines(each.getKey(), style, block).stream())
                .toList());
    }

    private String closed(String key, EnrichedText answer, long afterMs) {
        Window window = answer.getWindow();
        String sentences = window.getRestsOn().stream()
                .map(link -> link.getMember() + 1)
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        String title = titles.get(key);
        String head = String.format(
                Locale.ROOT, "  %s %s", style.green("final"), style.bold(String.format(Locale.ROOT, "%-10s", key)));
        return head + " = " + style.bold(answer.getText()) + "\n"
                + style.dim(String.format(
                        Locale.ROOT,
                        "      %d %s, silent for %.1f s; rests on %s",
                        window.getRecords(),
                        window.getRecords() == 1 ? "sentence" : "sentences",
                        afterMs / 1e3,
                        sentences.isEmpty() ? "none in particular" : sentences))
                + (title == null ? "" : "\n" + style.dim("      its authors called it: " + title));
    }

    @Override
    public synchronized int done() {
        return done;
    }

    @Override
    public synchronized int refused() {
        return refused;
    }

    @Override
    public synchronized void finished() {
        screen.say("");
        screen.say(style.bold(summaries + (summaries == 1 ? " paper" : " papers") + " summarized") + " from " + done
                + (done == 1 ? " sentence" : " sentences") + ", with " + early
                + (early == 1 ? " early update" : " early updates")
                + (refused == 0 ? "" : "; " + refused + " refused"));
        screen.say("");
    }

    @Override
    public void whatNext() {
        screen.say("Next:");
        screen.say("  ./milena demo --summaries --json           every summary with its window and what it rests on");
        screen.say("  ./milena demo --summaries --keep-running   stay, and summarize what you type");
        screen.say("  docs/how-to/summarize-windows.md           the same in your own job");
    }
}
