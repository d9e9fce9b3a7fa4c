// SPDX-License-Identifier: Apache-2.0
package dev.milena.app;

/** How a command ended, for scripts and supervisors. The single list: {@code --help} and docs/cli.md show it. */
public enum ExitCode {
    OK(0, "the command did what was asked"),
    FAILED(1, "something went wrong that no other code names; the message says what"),
    USAGE(2, "an option or argument is wrong; nothing was done"),
    SETTINGS(3, "a setting is unknown, invalid, or contradicts another one; nothing was started"),
    BUNDLE(4, "a model bundle is missing, broken, changed, or failed its verification"),
    TOPICS(5, "a topic is missing, unfit, or not allowed to this user; nothing was started"),
    BROKER(6, "no Kafka broker could be reached"),
    JOB_FAILED(7, "the running job failed more often than milena.restart.max allows; nothing is lost, start it again"),
    UNANSWERED(8, "the demo did not answer all its samples in time"),
    ENGINE_HUNG(
            9,
            "a call of the model did not come back for twice milena.engine.deadline.ms; nothing is lost, start it again"),
    NOT_KEPT(10, "a chaos run or a soak found a promise broken, or a fault that was none"),
    INTERRUPTED(130, "stopped by Ctrl-C (SIGINT), after everything was closed"),
    TERMINATED(143, "stopped by SIGTERM, after everything was closed");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the process exits with. */
    public int code() {
        return code;
    }

    /** What it tells the caller, in a sentence without a full stop. */
    public String meaning() {
        return meaning;
    }
}
