// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.outage;

import dev.milena.api.TextRefusedException;
import dev.milena.streams.internals.supervision.Failures;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what a record is to blame for from what it is not, and waits for what is away. Stateless. */
public final class Blame {
    private static final Logger log = LoggerFactory.getLogger(Blame.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final int WAITS = 6; // 6.3 s in all: the thread has commits to make

    private Blame() {}

    /** Something of the user's: a serde, or a function. */
    @FunctionalInterface
    public interface Call<T> {
        T make() throws Throwable;
    }

    /**
     * Calls something of the user's, and calls it again while what it needs is away.
     *
     * @param what names it, for people
     * @param call makes the call; must do no harm when it is made again
     * @return what it returned
     * @throws TextRefusedException its own, unless its cause is an outage
     * @throws OutsideAwayException when what it needs stays away
     * @throws OutsideFailedException when it says that Kafka is to blame
     * @throws RecordFailure when the record is to blame, with what was thrown
     */
    public static <T> T on(String what, Call<T> call) throws TextRefusedException, RecordFailure {
        for (int waits = 0; ; waits++) {
            try {
                return call.make();
            } catch (Throwable e) { // other languages throw checked exceptions without a word
                Failures.rethrowIfOfTheProcess(e);
                if (e instanceof OutsideAwayException away) { // one call within another has waited
                    throw away;
                }
                if (!Outages.isOutage(e)) {
                    refuseIfOfTheCluster(what, e);
                    if (e instanceof TextRefusedException refusal) {
                        throw refusal;
                    }
                    throw new RecordFailure(e);
                }
                if (waits == WAITS) {
                    throw new OutsideAwayException(what, e);
                }
                if (waits == 0) {
                    log.warn("{} needs something that is away ({}): records wait", what, Failures.describe(e));
                }
                LockSupport.parkNanos(FIRST_WAIT.toNanos() << waits);
            }
        }
    }

    private static void refuseIfOfTheCluster(String what, Throwable error) {
        if (error instanceof KafkaException && !(error instanceof SerializationException)) {
            throw new OutsideFailedException(what, error);
        }
    }

    /** A record is to blame. */
    public static final class RecordFailure extends Exception {
        private static final long serialVersionUID = 1L;

        RecordFailure(Throwable thrown) {
            super(null, thrown, false, false);
        }

        /** The classes of what was thrown, without texts. */
        public String described() {
            Throwable thrown = getCause();
            return thrown == null ? "?" : Failures.describe(thrown);
        }
    }
}
