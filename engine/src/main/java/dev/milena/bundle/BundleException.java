// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

/** A bundle cannot be used. The message says what was wrong, the value, the rule and the cure. */
public final class BundleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
