// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal whose input is given and whose output is kept. */
public final class FakeTerminal {
    private final ByteArrayOutputStream out;
    private final ByteArrayOutputStream err;
    private final Terminal terminal;

    private FakeTerminal(Terminal terminal, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    private FakeTerminal(byte[] in, boolean watched, int columns) {
        this.out = new ByteArrayOutputStream();
        this.err = new ByteArrayOutputStream();
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

    /** Nothing that is written arrives, as on a full disk. */
    public static FakeTerminal full(String in) {
        FakeTerminal screen = piped(in);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int unused) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        Terminal usual = screen.terminal;
        return new FakeTerminal(
                new Terminal(
                        usual.in(),
                        new PrintStream(full, true, StandardCharsets.UTF_8),
                        usual.err(),
                        false,
                        false,
                        80,
                        false),
                screen.out,
                screen.err);
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
