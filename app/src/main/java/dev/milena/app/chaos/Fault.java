// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

/**
 * One fault of the schedule. Immutable.
 *
 * @param number from 1, in the order of time
 * @param kind what is done
 * @param target which job, or which broker, from 0
 * @param atMillis when, counted from the first event
 * @param pauseMillis how long the target stays away; for a stall, how long it sleeps; for a cut, how long connections are refused;
 *     nothing for a job that is added
 */
record Fault(int number, Kind kind, int target, long atMillis, long pauseMillis) {

    enum Kind {
        /** SIGKILL of a job, then a new one. */
        KILL,
        /** SIGTERM of a job, then a new one. */
        STOP,
        /** SIGSTOP of a job, and SIGCONT when its session is long over. */
        STALL,
        /** SIGKILL of a broker, then the same again. */
        BOUNCE,
        /** Every connection of the jobs to a broker is dropped, and refused for a while. */
        CUT,
        /** SIGKILL of a broker and, while it is away, of every job, then all of them again. */
        OUTAGE,
        /** SIGSTOP of all brokers, then SIGCONT. */
        PAUSE,
        /** One job more, for good. */
        JOIN;

        /** Whether it hits a broker, and with it every job. */
        boolean ofABroker() {
            return this == BOUNCE || this == CUT || this == OUTAGE || this == PAUSE;
        }

        /** Whether a broker is away for a while. */
        boolean killsABroker() {
            return this == BOUNCE || this == OUTAGE;
        }
    }

    @Override
    public String toString() {
        String victim = kind == Kind.PAUSE ? "all brokers" : (kind.ofABroker() ? "broker " : "job ") + target;
        return "#" + number + " " + kind + " " + victim;
    }
}
