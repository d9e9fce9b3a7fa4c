// SPDX-License-Identifier: Apache-2.0
package dev.milena.app;

import dev.milena.app.cli.Commands;
import dev.milena.app.lines.Arguments;
import dev.milena.app.output.Terminal;

/** Where the process starts: {@code milena COMMAND}. */
public final class Milena {

    private Milena() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        String[] typed;
        try {
            typed = Arguments.asTyped(arguments);
        } catch (CommandFailure e) {
            terminal.complain(String.valueOf(e.getMessage()));
            System.exit(e.exitCode().code());
            return;
        }
        System.exit(Commands.commandLine(terminal).execute(typed));
    }
}
