// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.output.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says which option or argument is wrong and where the right ones are listed, in two lines instead of a page. */
final class UsageReport implements IParameterExceptionHandler {
    private final Terminal terminal;

    UsageReport(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        terminal.complain(String.valueOf(error.getMessage()));
        UnmatchedArgumentException.printSuggestions(
                error, new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        terminal.err().println("        " + command.getCommandSpec().qualifiedName() + " --help lists what there is.");
        return ExitCode.USAGE.code();
    }
}
