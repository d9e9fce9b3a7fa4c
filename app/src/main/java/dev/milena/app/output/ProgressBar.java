// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line on standard error that shows how far a command is; silent where nobody would see it. Not thread-safe.
 */
public final class ProgressBar implements AutoCloseable {
    private static final int CELLS = 24;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintStream err;
    private final boolean visible;
    private final String label;
    private final long total;
    private final LongSupplier nanos;
    private final long started;
    private long drawn;

    private ProgressBar(Terminal terminal, boolean visible, String label, long total, LongSupplier nanos) {
        this.err = terminal.err();
        this.visible = visible && terminal.errIsTerminal();
        this.label = label;
        this.total = total;
        this.nanos = nanos;
        this.started = nanos.getAsLong();
        this.drawn = started - REDRAW_NANOS;
    }

    /** A bar that ends at {@code total} units; never drawn when standard error is not a terminal. */
    public static ProgressBar of(Terminal terminal, String label, long total) {
        return new ProgressBar(terminal, total > 0, label, total, System::nanoTime);
    }

    static ProgressBar of(Terminal terminal, String label, long total, LongSupplier nanos) {
        return new ProgressBar(terminal, total > 0, label, total, nanos);
    }

    /** A bar that never shows: the length of the work is not known. */
    public static ProgressBar hidden(Terminal terminal) {
        return new ProgressBar(terminal, false, "", 0, System::nanoTime);
    }

    /** Shows the progress, at most ten times a second. */
    public void update(long done, String detail) {
        long now = nanos.getAsLong();
        if (visible && now - drawn >= REDRAW_NANOS) {
            drawn = now;
            err.print("\r" + line(Math.min(done, total), detail, now - started) + "\033[K");
            err.flush();
        }
    }

    private String line(long done, String detail, long elapsed) {
        int filled = (int) (CELLS * done / total);
        String bar = "█".repeat(filled) + "░".repeat(CELLS - filled);
        String left = "";
        if (done > 0 && done < total) {
            long seconds = Math.round((double) elapsed / done * (total - done) / 1e9);
            left = String.format(Locale.ROOT, " · %d:%02d left", seconds / 60, seconds % 60);
        }
        return label + " " + bar + " " + 100 * done / total + " %" + (detail.isEmpty() ? "" : " · " + detail) + left;
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (visible) {
            err.print("\r\033[K");
            err.flush();
        }
    }
}
