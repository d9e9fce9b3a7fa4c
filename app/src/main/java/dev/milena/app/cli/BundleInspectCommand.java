// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.output.BundleSummary;
import dev.milena.app.output.Terminal;
import dev.milena.bundle.Bundle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code milena bundle inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        header =
                "Show what a bundle is: task, languages, limits, controls, alignment, training data, measured quality.",
        description = {"", "Checks the manifest and the hash of every file, and loads no model."})
final class BundleInspectCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The bundle's folder.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private Path folder;

    @Mixin
    private final LogOptions log = new LogOptions();

    BundleInspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        log.apply(Logging.Detail.ERRORS);
        BundleSummary.lines(Bundle.open(folder)).forEach(terminal.out()::println);
        return ExitCode.OK.code();
    }
}
