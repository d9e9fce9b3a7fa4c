// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.output.Terminal;
import dev.milena.bundle.BundleException;
import dev.milena.engine.EngineException;
import dev.milena.engine.UnusableFolderException;
import dev.milena.host.HostException;
import java.io.IOException;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells a person what stopped a command, in a sentence instead of a stack trace, and a script in an exit code. */
final class FailureReport implements IExecutionExceptionHandler {
    private final Terminal terminal;

    FailureReport(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        ExitCode code = code(error);
        terminal.complain(message(error, code));
        LoggerFactory.getLogger("dev.milena.app").debug("the command failed", error);
        return code.code();
    }

    private static ExitCode code(Exception error) {
        if (error instanceof CommandFailure failure) {
            return failure.exitCode();
        } else if (error instanceof HostException failure) {
            return ExitCode.of(failure.exit());
        } else if (error instanceof ConfigException) {
            return ExitCode.SETTINGS;
        } else if (error instanceof UnusableFolderException) {
            return ExitCode.SETTINGS;
        } else if (error instanceof BundleException || error instanceof EngineException) {
            return ExitCode.BUNDLE;
        }
        return ExitCode.FAILED;
    }

    private static String message(Exception error, ExitCode code) {
        boolean expected = code != ExitCode.FAILED
                || error instanceof CommandFailure
                || error instanceof HostException
                || error instanceof IOException;
        return expected && error.getMessage() != null
                ? error.getMessage()
                : error + "\n        This should not happen; --verbose shows where it did.";
    }
}
