// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.util.List;

/**
 * Lines at the end of a terminal that are drawn anew while others scroll above them. Where nobody sees the terminal directly, or it
 * knows no such thing, only those above are printed. Not thread-safe.
 */
public final class LiveBlock {
    private static final String ELLIPSIS = "…";
    private static final int PIPED_COLUMNS = 120;

    private final Terminal terminal;
    private List<String> shown = List.of();

    public LiveBlock(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether the block can be seen. */
    public boolean isLive() {
        return terminal.outIsTerminal() && terminal.colour();
    }

    /** Prints text above the block, and flushes. */
    public void above(String text) {
        terminal.out().print(erasure() + text + "\n" + drawing());
        terminal.out().flush();
    }

    /**
     * Draws the block anew.
     *
     * @param lines none longer than {@link #fitting} makes them
     */
    public void show(List<String> lines) {
        if (isLive()) {
            String erasure = erasure();
            shown = List.copyOf(lines);
            terminal.out().print(erasure + drawing());
            terminal.out().flush();
        }
    }

    /** A text without unprintable characters, shortened to what fits one line. */
    public String fitting(String text) {
        String printable = Unprintable.escaped(text);
        int width = terminal.outIsTerminal() ? terminal.columns() - 1 : PIPED_COLUMNS;
        if (printable.codePointCount(0, printable.length()) <= width) {
            return printable;
        }
        return printable.substring(0, printable.offsetByCodePoints(0, width - 1)) + ELLIPSIS;
    }

    private String erasure() {
        return shown.isEmpty() ? "" : "\033[" + shown.size() + "A\033[J";
    }

    private String drawing() {
        return shown.isEmpty() ? "" : String.join("\n", shown) + "\n";
    }
}
