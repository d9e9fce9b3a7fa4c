// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.time.Duration;

/** A call of a model did not come back in time. Its stack trace is that of the thread that hangs. */
public final class EngineHungException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineHungException(String model, int texts, Duration limit, StackTraceElement[] where) {
        super("The engine of bundle '" + model + "' has not come back from a batch of " + texts + " texts for "
                + limit.toMillis() + " ms, twice milena.engine.deadline.ms. A native call cannot be ended from inside,"
                + " so the process ends: start it again. Nothing is lost; the texts of this batch run alone then, and"
                + " one with which this happens three times becomes a dead letter (ENGINE_CRASH). If no text is to"
                + " blame, look at the machine, lower milena.batch.max.tokens, or raise the deadline");
        setStackTrace(where);
    }
}
