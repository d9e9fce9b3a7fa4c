// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

/** A batch could not be decoded. The message never holds text. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
