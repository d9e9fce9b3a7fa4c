// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

/**
 * What could not be used of a stream. Each is said on standard error as it comes, until there are many; then they are
 * counted only. A command that has complaints does not end with 0. Any thread.
 */
public final class Complaints {
    private static final int SAID = 20;

    private final Terminal terminal;
    private long count; // guarded by this

    public Complaints(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Says what cannot be used.
     *
     * @param sentence names its place and the cure; never the text of an event
     */
    public synchronized void add(String sentence) {
        count++;
        if (count <= SAID) {
            terminal.complain(sentence);
        } else if (count == SAID + 1) {
            terminal.complain("there are more such; from here on they are counted only.");
        }
    }

    /** How many there were. */
    public synchronized long count() {
        return count;
    }
}
