// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.kafka.Outputs.Output;
import dev.milena.app.output.AnswerView;
import dev.milena.app.output.ReadableAnswers;
import dev.milena.app.output.Style;
import dev.milena.app.output.Terminal;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Texts of a few imagined conversations, each answered by itself. */
final class AnswerScene implements Scene {
    private final Terminal terminal;
    private final DemoOptions options;
    private final DemoScreen screen;
    private final Style style;
    private final ReadableAnswers answers;
    private final List<Long> latencies = new ArrayList<>();
    private int refused;

    AnswerScene(Terminal terminal, DemoOptions options, DemoScreen screen) {
        this.terminal = terminal;
        this.options = options;
        this.screen = screen;
        this.style = terminal.outStyle();
        this.answers = new ReadableAnswers(terminal);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public List<Sample> samples(Collection<String> tasks) {
        List<Sample> samples = Samples.of(tasks);
        Integer count = options.count();
        return count == null ? samples : Samples.take(samples, count);
    }

    @Override
    public void sent(Sample sample) {}

    @Override
    public void show(Output output) {
        long latency = DemoJson.latency(output);
        if (output.value() instanceof EnrichedText answer) {
            latencies.add(latency);
            AnswerView view = AnswerView.of(answer);
            if (options.json()) {
                DemoJson.print(terminal, output, answer);
            } else {
                answers.answer(view, answer.getModel().getName() + " answered after " + latency + " ms");
            }
        } else if (output.value() instanceof DeadLetter letter) {
            refused++;
            if (options.json()) {
                DemoJson.print(terminal, output, letter);
            } else {
                answers.refused(letter.getCode().name(), letter.getMessage());
            }
        }
    }

    @Override
    public int done() {
        return latencies.size() + refused;
    }

    @Override
    public int refused() {
        return refused;
    }

    @Override
    public void finished() {
        screen.say(style.bold(latencies.size() + (latencies.size() == 1 ? " text" : " texts") + " answered")
                + (refused == 0 ? "" : ", " + refused + " refused")
                + middle());
        screen.say("");
    }

    private String middle() {
        if (latencies.isEmpty()) {
            return "";
        }
        List<Long> sorted = new ArrayList<>(latencies);
        Collections.sort(sorted);
        return (sorted.size() == 1 ? ", within " : ", half of them within ") + sorted.get(sorted.size() / 2)
                + " ms from sending to the committed answer";
    }

    @Override
    public void whatNext() {
        screen.say("Next:");
        screen.say("  ./milena demo --summaries         watch summaries grow while papers are read out");
        screen.say("  ./milena demo --keep-running      stay, and answer what you type");
        screen.say("  ./milena infer < texts.txt        translate a file without Kafka");
        screen.say("  ./milena --help                   everything else");
    }
}
