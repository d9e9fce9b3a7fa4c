// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** A text that cannot be answered, now or later. The message names the rule and the cure, never the text. */
public final class TextRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RefusalCode code;

    /**
     * @param code why, for programs
     * @param message what was wrong, the value, the rule and the cure; no part of the text
     */
    public TextRefusedException(RefusalCode code, String message) {
        super(message);
        this.code = code;
    }

    /** Why, for programs. */
    public RefusalCode code() {
        return code;
    }
}
