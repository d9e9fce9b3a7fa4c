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

    /**
     * With what was thrown. Where that comes of something outside that is away, such as a registry, the record is not
     * refused but waits.
     *
     * @param code why, for programs
     * @param message what was wrong, the value, the rule and the cure; no part of the text
     * @param cause what was thrown; it is never logged, for it may have the text in its message
     */
    public TextRefusedException(RefusalCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Why, for programs. */
    public RefusalCode code() {
        return code;
    }
}
