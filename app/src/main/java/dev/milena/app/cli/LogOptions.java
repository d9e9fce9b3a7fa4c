// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.Logging;
import dev.milena.app.Logging.Detail;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much is logged and where. */
final class LogOptions {

    @Option(
            names = {"-v", "--verbose"},
            description = "Log everything that Milena and Kafka do, and where an error came from.")
    private boolean verbose;

    @Option(names = "--log-file", paramLabel = "FILE", description = "Log to this file instead of standard error.")
    private @Nullable Path file;

    void apply(Detail usual) {
        Logging.to(verbose ? Detail.EVERYTHING : usual, file);
    }
}
