// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

/**
 * Why an application stops itself. Immutable.
 *
 * @param reason why, for programs
 * @param message why, for people, with the cure and without the text of a record
 * @param cause the last error
 */
public record FatalFailure(Reason reason, String message, Throwable cause) {

    /** Why, for programs. */
    public enum Reason {
        /** The stream threads died more often than {@code milena.restart.max} allows. */
        TOO_MANY_RESTARTS(HostExit.RESTARTS),
        /** A permission is missing. */
        NOT_AUTHORIZED(HostExit.TOPICS),
        /** The pending store holds what this build cannot read. */
        UNREADABLE_STORE(HostExit.RESTARTS),
        /** The input topic has another number of partitions than the pending store's changelog. */
        PARTITIONS_CHANGED(HostExit.TOPICS),
        /** A topic refuses a record by its own rules, and would again. */
        TOPIC_REFUSES(HostExit.TOPICS),
        /** A topic of the application was deleted while it ran. */
        TOPIC_GONE(HostExit.TOPICS),
        /** No broker answered for {@code milena.outage.limit.ms}. */
        CLUSTER_AWAY(HostExit.BROKER),
        /** There was something to commit, and for {@code milena.outage.limit.ms} no commit succeeded. */
        NOTHING_COMMITTED(HostExit.BROKER),
        /** A call of a model did not come back; the process must end, because the call cannot be ended. */
        ENGINE_HUNG(HostExit.MODEL_HUNG),
        /** A thread that calls a model died; what it worked on is answered by nobody in this process. */
        ENGINE_DIED(HostExit.MODEL_HUNG),
        /** Kafka Streams stopped by itself. */
        STREAMS_STOPPED(HostExit.RESTARTS),
        /** A stage refuses the settings that the application runs with. */
        SETTINGS(HostExit.SETTINGS),
        /** A stage refuses how the application is put together: closed models, or clients that are not fenced. */
        NOT_STARTABLE(HostExit.FAILED);

        private final HostExit exit;

        Reason(HostExit exit) {
            this.exit = exit;
        }

        /** What the process exits with. */
        public HostExit exit() {
            return exit;
        }
    }
}
