// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.api.ModelInfo;
import dev.milena.app.kafka.Outputs.Output;
import dev.milena.app.output.AnswerJson;
import dev.milena.app.output.AnswerView;
import dev.milena.app.output.ReadableAnswers;
import dev.milena.app.output.Style;
import dev.milena.app.output.Terminal;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.SourceCoordinates;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What the demo shows: a story for a person, or nothing but answers as JSON lines. One thread. */
final class DemoScreen {
    private final Terminal terminal;
    private final boolean json;
    private final Style style;
    private final ReadableAnswers answers;
    private final List<Long> latencies = new ArrayList<>();
    private final long started = System.nanoTime();
    private int refused;

    DemoScreen(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
        this.style = terminal.outStyle();
        this.answers = new ReadableAnswers(terminal);
    }

    void opening() {
        say("");
        say(style.bold("Milena demo") + " · text events through Kafka and a model, all inside this one process");
        say("");
    }

    void modelReady(ModelInfo model) {
        String languages = model.sourceLanguages().isEmpty()
                ? ""
                : ", " + String.join(", ", model.sourceLanguages()) + " → "
                        + String.join(", ", model.targetLanguages());
        step("model", model.name() + " " + model.version() + ", " + model.task() + languages);
    }

    void brokerReady(String bootstrapServers) {
        step("broker", "Kafka at " + bootstrapServers + ", only for this demo");
    }

    void running(String input, String output) {
        step("job", input + " → " + output + ", exactly once");
        say("");
    }

    private void step(String name, String what) {
        double seconds = (System.nanoTime() - started) / 1e9;
        say(String.format(Locale.ROOT, "  %s %-7s %s %s", style.green("ok"), name, what, style.dim(after(seconds))));
    }

    private static String after(double seconds) {
        return String.format(Locale.ROOT, "(%.1f s)", seconds);
    }

    /** One answer or dead letter. */
    void show(Output output) {
        long latency = Math.max(System.currentTimeMillis() - output.record().timestamp(), 0);
        if (output.value() instanceof EnrichedText answer) {
            latencies.add(latency);
            AnswerView view = AnswerView.of(answer);
            if (json) {
                ObjectNode line = event(output, answer.getSource())
                        .put("bundle", answer.getModel().getName())
                        .put("latencyMs", latency);
                terminal.out().println(AnswerJson.line(AnswerJson.answer(line, view)));
            } else {
                answers.answer(view, answer.getModel().getName() + " answered after " + latency + " ms");
            }
        } else if (output.value() instanceof DeadLetter letter) {
            refused++;
            String code = letter.getCode().name();
            if (json) {
                ObjectNode line = event(output, letter.getSource());
                terminal.out().println(AnswerJson.line(AnswerJson.error(line, code, letter.getMessage())));
            } else {
                answers.refused(code, letter.getMessage());
            }
        }
    }

    private static ObjectNode event(Output output, SourceCoordinates source) {
        ObjectNode line = AnswerJson.object();
        byte[] key = output.record().key();
        line.putObject("event")
                .put("topic", source.getTopic())
                .put("partition", source.getPartition())
                .put("offset", source.getOffset())
                .put("key", key == null ? null : new String(key, StandardCharsets.UTF_8));
        return line;
    }

    void finished() {
        say(style.bold(latencies.size() + (latencies.size() == 1 ? " text" : " texts") + " answered")
                + (refused == 0 ? "" : ", " + refused + " refused")
                + middle());
        say("");
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

    void whatNext() {
        say("Next:");
        say("  ./milena demo --keep-running      stay, and answer what you type");
        say("  ./milena infer < texts.txt        translate a file without Kafka");
        say("  ./milena --help                   everything else");
    }

    void stays(String bootstrapServers, int metricsPort) {
        say("Still running. Type a sentence and press Enter, or use another terminal:");
        say("  ./milena send --bootstrap " + bootstrapServers + " 'How are you today?'");
        say("  ./milena tail --bootstrap " + bootstrapServers + " enriched attention dead-letters");
        say("  metrics and health: http://127.0.0.1:" + metricsPort + "/metrics, /health/live, /health/ready");
        say("Ctrl-C ends it.");
        say("");
    }

    int answered() {
        return latencies.size();
    }

    int refused() {
        return refused;
    }

    private void say(String line) {
        if (!json) {
            terminal.out().println(line);
        }
    }
}
