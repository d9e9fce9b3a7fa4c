// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * A thread that calls a model died outside of its calls, most likely for want of memory. The texts of its batch are never
 * answered by this process, so the process has to end. Has the stack trace of what was thrown, and not its message.
 */
public final class ModelWorkerDiedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param model name of the model
     * @param death what ended the thread
     */
    public ModelWorkerDiedException(String model, Throwable death) {
        super("A thread that calls model '" + model + "' died of "
                + death.getClass().getName()
                + ", and what it worked on is answered by nobody now, so the process ends: start it again. Nothing is lost,"
                + " the records wait in the pending store. Give the process more memory where that was missing");
        setStackTrace(death.getStackTrace());
    }
}
