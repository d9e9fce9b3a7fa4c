// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.api.ModelInfo;
import dev.milena.app.output.Style;
import dev.milena.app.output.Terminal;
import java.util.Locale;

/** What every demo says to a person about itself; with JSON lines nothing. One thread. */
final class DemoScreen {
    private final Terminal terminal;
    private final boolean json;
    private final Style style;
    private final long started = System.nanoTime();

    DemoScreen(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
        this.style = terminal.outStyle();
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

    void stays(String bootstrapServers, int metricsPort) {
        say("Still running. Type a sentence and press Enter, or use another terminal:");
        say("  ./milena send --bootstrap " + bootstrapServers + " 'How are you today?'");
        say("  ./milena tail --bootstrap " + bootstrapServers + " enriched attention dead-letters");
        say("  metrics and health: http://127.0.0.1:" + metricsPort + "/metrics, /health/live, /health/ready");
        say("Ctrl-C ends it.");
        say("");
    }

    /** Says a line to a person. */
    void say(String line) {
        if (!json) {
            terminal.out().println(line);
        }
    }
}
