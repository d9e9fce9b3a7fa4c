// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command reads and writes, and who is looking. Both streams are UTF-8 whatever the locale says. Any thread,
 * a line at a time.
 *
 * @param in standard input
 * @param out answers, and nothing but answers
 * @param err everything that is said to a person
 * @param outIsTerminal whether a person sees {@code out} directly
 * @param errIsTerminal whether a person sees {@code err} directly
 * @param columns width of the terminal in characters
 * @param colour whether ANSI styles may be written to a terminal
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        int columns,
        boolean colour) {

    private static final int USUAL_COLUMNS = 80;
    private static final int WIDEST_COLUMNS = 120; // longer lines are hard to read

    /** The terminal of this process, as the launcher describes it in system properties; none without the launcher. */
    public static Terminal ofProcess() {
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                AnswerStream.to(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Boolean.getBoolean("milena.terminal.out"),
                Boolean.getBoolean("milena.terminal.err"),
                columnsFrom(System.getProperty("milena.terminal.columns", "")),
                colourWanted(System.getenv()));
    }

    static boolean colourWanted(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    static int columnsFrom(String text) {
        try {
            int columns = Integer.parseInt(text.strip());
            return columns < 20 ? USUAL_COLUMNS : Math.min(columns, WIDEST_COLUMNS);
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }

    /** Styles for {@code out}. */
    public Style outStyle() {
        return Style.of(outIsTerminal && colour);
    }

    /** Styles for {@code err}. */
    public Style errStyle() {
        return Style.of(errIsTerminal && colour);
    }

    /** Tells a person what is wrong. */
    public void complain(String sentence) {
        err.println(errStyle().red("milena: ") + sentence);
    }

    /**
     * Ends a command that wrote answers.
     *
     * @throws CommandFailure when what was printed has not all arrived
     */
    public void requireWritten() {
        if (out.checkError()) {
            String problem = out instanceof AnswerStream answers ? answers.problem() : null;
            throw new CommandFailure(
                    ExitCode.NOT_WRITTEN,
                    "standard output cannot be written" + (problem == null ? "" : " (" + problem + ")")
                            + "; what is missing there is lost. Free space, or read all of it, and start again.");
        }
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
