// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.app.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The broker of {@code benchmarks/pipeline}, in a process of its own so that its processor time is its own: takes the
 * folder for its data, prints its address, and ends when standard input does.
 */
public final class PipelineBroker {
    private PipelineBroker() {}

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]))) {
            System.out.println(broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // whoever started this holds the other end
            }
        }
        System.exit(0);
    }
}
