// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.output.Style;
import dev.milena.app.output.Terminal;
import dev.milena.bundle.Bundle;
import dev.milena.model.BundleTextModel;
import dev.milena.model.EngineSettings;
import dev.milena.model.GoldenReport;
import dev.milena.model.TextModels;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milena bundle verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Prove that a bundle is whole and gives the recorded answers on this machine.",
        description = {
            "",
            "Checks the manifest, every file's size and SHA-256, loads the model, and replays the texts of its golden"
                    + " file: ids, scores and outputs must come out as they were recorded. Exit code 4 when they do"
                    + " not."
        })
final class BundleVerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The bundle's folder.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private Path folder;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "Where the model runs: cpu, cuda or cuda:N.")
    private String device = "cpu";

    @Mixin
    private final LogOptions log = new LogOptions();

    BundleVerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        log.apply(Logging.Detail.ERRORS);
        Bundle bundle = step("checking the manifest and every file", () -> Bundle.open(folder));
        done(bundle + ": manifest and " + bundle.manifest().files().size() + " files are as listed");
        EngineSettings settings = EngineSettings.defaults().withDevice(device);
        try (BundleTextModel model = step("loading the model", () -> TextModels.open(bundle, settings))) {
            done("loaded and warm on " + device);
            GoldenReport report = step("replaying the recorded answers", model::selfTest);
            if (!report.passed()) {
                throw new CommandFailure(
                        ExitCode.BUNDLE,
                        bundle + " does not give the recorded answers on this machine: " + report.describe());
            }
            done(report.describe());
        }
        terminal.out().println(bundle + " is sound.");
        return ExitCode.OK.code();
    }

    private <T> T step(String what, Supplier<T> work) {
        Style style = terminal.errStyle();
        boolean shown = terminal.errIsTerminal();
        if (shown) {
            terminal.err().print(style.dim("  … " + what));
            terminal.err().flush();
        }
        try {
            return work.get();
        } finally {
            if (shown) {
                terminal.err().print("\r\033[K");
                terminal.err().flush();
            }
        }
    }

    private void done(String what) {
        terminal.out()
                .println(String.format(
                        Locale.ROOT, "  %s %s", terminal.outStyle().green("ok"), what));
    }
}
