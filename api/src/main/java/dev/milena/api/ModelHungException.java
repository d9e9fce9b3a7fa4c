// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.time.Duration;

/**
 * A call of a model did not come back in time. It cannot be ended from inside the process, so the process has to end.
 * Its stack trace is that of the thread that hangs.
 */
public final class ModelHungException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param model name of the model
     * @param texts texts in the batch
     * @param limit how long a call may take
     * @param where stack of the thread that hangs
     */
    public ModelHungException(String model, int texts, Duration limit, StackTraceElement[] where) {
        super("Model '" + model + "' has not come back from a batch of " + texts + " texts for " + limit.toMillis()
                + " ms (milena.stall.limit.ms). A native call cannot be ended from inside, so the process ends: start"
                + " it again. Nothing is lost; the texts of this batch run alone then, and a text with which this"
                + " happens three times is refused (ENGINE_CRASH). If no text is to blame, look at the machine, lower"
                + " milena.batch.max.tokens, or raise milena.stall.limit.ms");
        setStackTrace(where);
    }
}
