// SPDX-License-Identifier: Apache-2.0
package dev.milena.app;

import dev.milena.host.HostExit;
import java.util.Arrays;

/**
 * How a command ended, for scripts and supervisors. The single list: {@code --help} and docs/cli.md show it. Codes of a job
 * are those of {@link HostExit}.
 */
public enum ExitCode {
    OK(HostExit.OK.code(), "the command did what was asked"),
    FAILED(HostExit.FAILED.code(), "something went wrong that no other code names; the message says what"),
    USAGE(2, "an option or argument is wrong; nothing was done"),
    SETTINGS(
            HostExit.SETTINGS.code(), "a setting is unknown, invalid, or contradicts another one; nothing was started"),
    BUNDLE(HostExit.MODELS.code(), "a model bundle is missing, broken, changed, or failed its verification"),
    TOPICS(HostExit.TOPICS.code(), "a topic is missing, unfit, gone, or not allowed to this user; nothing is lost"),
    BROKER(
            HostExit.BROKER.code(),
            "no Kafka broker could be reached, or none committed anything for milena.outage.limit.ms"),
    JOB_FAILED(
            HostExit.RESTARTS.code(),
            "the running job failed more often than milena.restart.max allows; nothing is lost, start it again"),
    UNANSWERED(8, "the demo did not answer all its samples in time"),
    ENGINE_HUNG(
            HostExit.MODEL_HUNG.code(),
            "a call of the model did not come back within milena.stall.limit.ms, or a thread that calls it died; nothing is lost, start it again"),
    NOT_KEPT(10, "a chaos run or a soak found a promise broken, or a fault that was none"),
    INCOMPLETE(12, "some lines or records could not be used; each is named, and the others were"),
    NOT_WRITTEN(13, "standard output is full, closed or read by nobody, so that answers are missing"),
    OUT_OF_MEMORY(14, "the memory of the JVM is not enough"),
    INTERRUPTED(130, "stopped by Ctrl-C (SIGINT), after everything was closed"),
    TERMINATED(143, "stopped by SIGTERM, after everything was closed");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** How a command ends whose host ended so. */
    public static ExitCode of(HostExit exit) {
        return Arrays.stream(values())
                .filter(known -> known.code == exit.code())
                .findFirst()
                .orElse(FAILED);
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
