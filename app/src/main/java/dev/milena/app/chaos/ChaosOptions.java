// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.job.ChaosTopology;
import dev.milena.app.chaos.job.EngineTime;
import dev.milena.app.chaos.job.SimulatedModel.Failing;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is run. Immutable.
 *
 * @param records events to send
 * @param sentences most sentences of an event; each has 1 to so many, drawn evenly by their logarithm
 * @param keys different keys
 * @param partitions of every topic
 * @param instances jobs that share the work
 * @param threads stream threads of each job
 * @param brokers one, or three
 * @param faults what is done to jobs and brokers
 * @param seed decides texts, keys and the schedule
 * @param load how long events are sent
 * @param session {@code session.timeout.ms} of the jobs
 * @param patience how long nothing may be answered after the last event before the run gives up
 * @param engine the test engine
 * @param bundle a real model bundle, or null for the test engine
 * @param topology what the jobs do
 * @param atLeastOnce run under at_least_once: answers may come twice
 * @param unloggedBuffer the negative control: pending events in memory alone
 * @param deletesAtOnce the control of at_least_once: an answered event stops being pending before its answer is
 *     acknowledged
 * @param keepState whether a killed job finds its {@code state.dir} again
 * @param calm without faults: brokers and jobs have the timeouts that they are shipped with, and the jobs take their
 *     whole heap at the start, so that what grows later is not the heap
 */
public record ChaosOptions(
        int records,
        int sentences,
        int keys,
        int partitions,
        int instances,
        int threads,
        int brokers,
        Faults faults,
        long seed,
        Duration load,
        Duration session,
        Duration patience,
        TestEngine engine,
        @Nullable Path bundle,
        ChaosTopology topology,
        boolean atLeastOnce,
        boolean unloggedBuffer,
        boolean deletesAtOnce,
        boolean keepState,
        boolean calm) {

    /**
     * How many faults of each kind.
     *
     * @param kills SIGKILLs of a job
     * @param stops SIGTERMs of a job
     * @param stalls SIGSTOPs of a job, longer than its session
     * @param bounces stops and starts of a broker, by turns all of them
     * @param cuts times that all connections between the jobs and a broker are dropped, and refused for a while
     * @param outages times that a broker is killed and, while it is away, every job
     * @param pauses times that all brokers sleep at once
     * @param joins jobs that are added while the others work
     * @param stall how long a stall takes
     * @param pause how long a pause takes
     * @param cut for how long connections are refused after a cut; zero for a second or so
     */
    public record Faults(
            int kills,
            int stops,
            int stalls,
            int bounces,
            int cuts,
            int outages,
            int pauses,
            int joins,
            Duration stall,
            Duration pause,
            Duration cut) {
        /** A run in which nothing fails. */
        public static final Faults NONE =
                new Faults(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

        /** Faults in all. */
        public int count() {
            return kills + stops + stalls + bounces + cuts + outages + pauses + joins;
        }

        /** Whether nothing is done that makes a job lose its place in the group. */
        public boolean areGentle() {
            return count() == stops + joins;
        }
    }

    /** Jobs that run at the end. */
    public int jobs() {
        return instances + faults.joins();
    }

    /**
     * The test engine's behaviour.
     *
     * @param time how long a batch takes
     * @param poisonPerMille events of a thousand that it fails on
     * @param poisonFails how it fails on them
     * @param leakKilobytes what it leaks in each batch, the control of a soak
     */
    public record TestEngine(EngineTime time, int poisonPerMille, Failing poisonFails, int leakKilobytes) {
        /** One that fails on nothing and leaks nothing. */
        public static TestEngine of(int millis) {
            return new TestEngine(EngineTime.ofBatch(millis), 0, Failing.AT_ONCE, 0);
        }
    }
}
