// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;

/** The end of this process's standard input, which also comes when whoever started it dies. */
public final class EndOfInput {

    private EndOfInput() {}

    /** Waits for it; what comes before is ignored. */
    static void await() {
        try {
            while (System.in.read() >= 0) {
                // only the end counts
            }
        } catch (IOException e) {
            // as good as an end
        }
    }

    /** Runs something then, on a thread that keeps nothing alive. */
    public static void thenRun(Runnable action) {
        Thread thread = new Thread(
                () -> {
                    await();
                    action.run();
                },
                "milena-end-of-input");
        thread.setDaemon(true);
        thread.start();
    }
}
