// SPDX-License-Identifier: Apache-2.0
package dev.milena.app;

import dev.milena.app.cli.Commands;
import dev.milena.app.output.Terminal;

/** Where the process starts: {@code milena COMMAND}. */
public final class Milena {

    private Milena() {}

    public static void main(String[] arguments) {
        System.exit(Commands.commandLine(Terminal.ofProcess()).execute(arguments));
    }
}
