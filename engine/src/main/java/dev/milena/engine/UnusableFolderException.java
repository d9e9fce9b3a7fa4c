// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

/**
 * A folder that native code is unpacked to, or loaded from, cannot be used. Says nothing against a bundle: the message
 * names the folder and how to choose another.
 */
public final class UnusableFolderException extends EngineException {
    private static final long serialVersionUID = 1L;

    public UnusableFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
