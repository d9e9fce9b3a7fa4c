// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.kafka.EventSender;
import dev.milena.app.lines.InputLine;
import dev.milena.app.lines.LineLimit;
import dev.milena.app.lines.LineSource;
import dev.milena.schemas.TextEvent;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what a person types, a line each, from a daemon thread of its own until the input or the process ends. */
final class TypedTexts {
    private static final Logger log = LoggerFactory.getLogger(TypedTexts.class);

    private static final LineLimit LIMIT = new LineLimit(65_536, "the demo's limit");

    private TypedTexts() {}

    static void start(InputStream in, EventSender sender) {
        Thread thread = new Thread(() -> run(in, sender), "milena-demo-typed");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run(InputStream in, EventSender sender) {
        try {
            LineSource lines = new LineSource(in, "standard input", LIMIT, log::warn);
            for (InputLine line = lines.next(); line != null; line = lines.next()) {
                if (line.refusal() == null) {
                    sender.send(
                            "line " + line.number(),
                            "you",
                            TextEvent.newBuilder().setText(line.text()).build());
                } else {
                    log.warn("{}", line.refusal().getMessage());
                }
            }
        } catch (IOException | RuntimeException e) {
            log.warn("nothing more can be typed: {}", e.toString());
        }
    }
}
