// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.output.Terminal;
import dev.milena.config.ConfigReference;
import picocli.CommandLine.Command;

/** {@code milena config docs}. */
@Command(
        name = "docs",
        mixinStandardHelpOptions = true,
        header = "Print the reference of every setting as Markdown: meaning, type, default, rule.")
final class ConfigDocsCommand implements Runnable {
    private final Terminal terminal;

    ConfigDocsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.out().print(ConfigReference.markdown());
        terminal.out().flush();
    }
}
