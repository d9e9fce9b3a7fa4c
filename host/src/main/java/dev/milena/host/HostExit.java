// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

/** How an application ended, for scripts and supervisors. The numbers are those of {@code milena run}. */
public enum HostExit {
    /** It was asked to stop, and did. */
    OK(0),
    /** Something that no other code names; the log says what. */
    FAILED(1),
    /** A setting is invalid or contradicts another one. */
    SETTINGS(3),
    /** The models cannot be opened. */
    MODELS(4),
    /** A topic is missing, unfit, or not allowed to this user. */
    TOPICS(5),
    /** No broker could be reached, or none took what was answered, for {@code milena.outage.limit.ms}. */
    BROKER(6),
    /** It failed more often than {@code milena.restart.max} allows. Nothing is lost, start it again. */
    RESTARTS(7),
    /**
     * A call of a model did not come back within {@code milena.stall.limit.ms}, or a thread that calls it died. Nothing is
     * lost, start it again.
     */
    MODEL_HUNG(9);

    private final int code;

    HostExit(int code) {
        this.code = code;
    }

    /** The number that the process exits with. */
    public int code() {
        return code;
    }
}
