// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal whose input is given and whose output is kept. */
public final class FakeTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    private FakeTerminal(byte[] in, boolean watched, int columns) {
        this.terminal = new Terminal(
                new ByteArrayInputStream(in),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                watched,
                watched,
                columns,
                watched);
    }

    /** Nobody looks: a pipe on both sides. */
    public static FakeTerminal piped(String in) {
        return new FakeTerminal(in.getBytes(StandardCharsets.UTF_8), false, 80);
    }

    /** Nobody looks, and the input is no text. */
    public static FakeTerminal piped(byte[] in) {
        return new FakeTerminal(in, false, 80);
    }

    /** A person looks. */
    public static FakeTerminal watched(int columns) {
        return new FakeTerminal(new byte[0], true, columns);
    }

    public Terminal terminal() {
        return terminal;
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
