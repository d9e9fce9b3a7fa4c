// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code milena bundle}: what a model is and whether it is sound. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Look at a model bundle, or prove that it works here.",
        commandListHeading = "%nCommands:%n")
final class BundleCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
