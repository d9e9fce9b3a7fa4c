// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.output.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** Puts the commands together: one look of help, one way of failing, one list of exit codes. */
public final class Commands {

    private static final Set<String> EXIT_CODES_SHOWN = Set.of("milena", "run"); // the others are read by people

    private Commands() {}

    /** The command line of one process. Its {@code execute} returns the exit code and throws nothing. */
    public static CommandLine commandLine(Terminal terminal) {
        CommandLine root = new CommandLine(new RootCommand())
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new RunCommand())
                .addSubcommand(new InferCommand(terminal))
                .addSubcommand(new SendCommand(terminal))
                .addSubcommand(new TailCommand(terminal))
                .addSubcommand(new CommandLine(new TopicsCommand())
                        .addSubcommand(new TopicsCreateCommand(terminal))
                        .addSubcommand(new TopicsCheckCommand(terminal)))
                .addSubcommand(new CommandLine(new BundleCommand())
                        .addSubcommand(new BundleInspectCommand(terminal))
                        .addSubcommand(new BundleVerifyCommand(terminal)))
                .addSubcommand(new TopologyCommand(terminal))
                .addSubcommand(new ChaosCommand(terminal))
                .addSubcommand(new SoakCommand(terminal))
                .addSubcommand(new CommandLine(new ConfigCommand()).addSubcommand(new ConfigDocsCommand(terminal)));
        root.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        look(root, terminal);
        root.setExpandAtFiles(false); // a text may begin with @
        root.setExecutionStrategy(parsed -> written(terminal, run(terminal, parsed)));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler(new FailureReport(terminal));
        root.setParameterExceptionHandler(new UsageReport(terminal));
        return root;
    }

    /** A library that cannot be loaded and memory that is not enough are errors, which picocli leaves to a stack trace. */
    private static int run(Terminal terminal, ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            terminal.complain("the memory of the JVM is not enough (" + e.getMessage() + "; at most "
                    + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MB); give it more with MILENA_OPTS=-Xmx1g (JAVA_OPTS in the image), or send smaller batches.");
            return ExitCode.OUT_OF_MEMORY.code();
        } catch (LinkageError e) {
            terminal.complain("a library cannot be loaded: " + root(e)
                    + ". Check the jars beside Milena and in the folder of plugins.");
            return ExitCode.FAILED.code();
        }
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static int written(Terminal terminal, int code) {
        if (code == ExitCode.OK.code() || code == ExitCode.INCOMPLETE.code()) {
            try {
                terminal.requireWritten();
            } catch (CommandFailure e) {
                terminal.complain(String.valueOf(e.getMessage()));
                return e.exitCode().code();
            }
        }
        return code;
    }

    private static void look(CommandLine command, Terminal terminal) {
        command.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colour() && terminal.outIsTerminal() ? Ansi.ON : Ansi.OFF));
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.width(Math.max(terminal.columns(), 80));
        usage.autoWidth(false);
        usage.parameterListHeading("%n");
        usage.optionListHeading("%nOptions:%n");
        if (EXIT_CODES_SHOWN.contains(command.getCommandName())) {
            usage.exitCodeListHeading("%nExit codes:%n");
            usage.exitCodeList(exitCodes());
        }
        usage.sortOptions(false);
        command.getSubcommands().values().forEach(subcommand -> look(subcommand, terminal));
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(Integer.toString(code.code()), code.meaning());
        }
        return codes;
    }
}
