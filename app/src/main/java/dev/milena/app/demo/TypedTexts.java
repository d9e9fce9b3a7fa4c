// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.kafka.EventSender;
import dev.milena.schemas.TextEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what a person types, a line each, from a daemon thread of its own until the input or the process ends. */
final class TypedTexts {
    private static final Logger log = LoggerFactory.getLogger(TypedTexts.class);

    private TypedTexts() {}

    static void start(InputStream in, EventSender sender) {
        Thread thread = new Thread(() -> run(in, sender), "milena-demo-typed");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run(InputStream in, EventSender sender) {
        try {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                sender.send("you", TextEvent.newBuilder().setText(line).build());
            }
        } catch (IOException | RuntimeException e) {
            log.warn("nothing more can be typed: {}", e.toString());
        }
    }
}
