// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.app.kafka.Outputs.Output;
import dev.milena.app.output.AnswerJson;
import dev.milena.app.output.AnswerView;
import dev.milena.app.output.Terminal;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.SourceCoordinates;
import java.nio.charset.StandardCharsets;

/** Outputs of a demo as JSON lines. Stateless. */
final class DemoJson {
    private DemoJson() {}

    /** Milliseconds from the timestamp of an output, which is its event's, to now. */
    static long latency(Output output) {
        return Math.max(System.currentTimeMillis() - output.record().timestamp(), 0);
    }

    /** Prints an answer and flushes. */
    static void print(Terminal terminal, Output output, EnrichedText answer) {
        ObjectNode line = event(output, answer.getSource())
                .put("bundle", answer.getModel().getName())
                .put("latencyMs", latency(output));
        terminal.out().println(AnswerJson.line(AnswerJson.answer(line, AnswerView.of(answer))));
    }

    /** Prints a dead letter and flushes. */
    static void print(Terminal terminal, Output output, DeadLetter letter) {
        ObjectNode line = event(output, letter.getSource());
        terminal.out()
                .println(AnswerJson.line(AnswerJson.error(line, letter.getCode().name(), letter.getMessage())));
    }

    /** The key of an output, which is text in a demo. */
    static String key(Output output) {
        byte[] key = output.record().key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    private static ObjectNode event(Output output, SourceCoordinates source) {
        ObjectNode line = AnswerJson.object();
        line.putObject("event")
                .put("topic", source.getTopic())
                .put("partition", source.getPartition())
                .put("offset", source.getOffset())
                .put("key", output.record().key() == null ? null : key(output));
        return line;
    }
}
