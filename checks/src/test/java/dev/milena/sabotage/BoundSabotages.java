// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** Bounds and back-pressure. */
final class BoundSabotages {
    private BoundSabotages() {}

    static final List<Sabotage> ALL = List.of(
            Sabotage.of(
                    "a task holds no more than its bound",
                    "streams/internals/flow/TaskBounds.java",
                    "return records == 0",
                    "return records >= 0",
                    "streams.internals.flow.TaskBoundsTest#shouldTakeNothingMoreWhenItHoldsTheMostEvents",
                    "topology.OrderTest#shouldGiveUpLoudlyAndLoseNothingWhenTheTaskStaysFull"),
            Sabotage.of(
                    "a process holds what its models answer in time",
                    "streams/internals/flow/Backlog.java",
                    "speed.textsPerSecond() * seconds",
                    "seconds * 1_000",
                    "streams.internals.flow.BacklogTest#shouldHoldWhatTheModelAnswersInTheTime"),
            Sabotage.of(
                    "a registry that is away is not the fault of an event",
                    "streams/internals/outage/Outages.java",
                    "if (isOutside(cause) || ServersFault.is(cause)) {",
                    "if (ServersFault.is(cause)) {",
                    "streams.internals.outage.OutagesTest#shouldTakeWhatIsAwayForAnOutageHoweverDeepItIs"),
            Sabotage.of(
                    "threads that die of one outage count once",
                    "host/RestartPolicy.java",
                    "if (failures > 0 && now - outageNanos < longest.toNanos()) {",
                    "if (failures > 0 && now - outageNanos < 0) {",
                    "host.RestartPolicyTest#shouldCountThreadsThatDieOfOneOutageOnce",
                    "host.RestartPolicyTest#shouldCountDeathsOfSomethingThatIsAwayOnceUntilTheOutageHasLastedTooLong"),
            Sabotage.of(
                    "a job that commits nothing is not ready",
                    "host/internals/watch/Progress.java",
                    "} else if (now.steps() > steps || now.polls() == polls) {",
                    "} else if (now.polls() == polls) {",
                    "host.internals.watch.ProgressTest#shouldCountTheTimeInWhichAThreadWorksAndDoesNotCommit",
                    "host.internals.watch.ProgressTest#shouldNotLetOtherThreadsHideOneThatDoesNotCommit"),
            Sabotage.of(
                    "a backlog that is worked off is no stall",
                    "host/internals/watch/Progress.java",
                    "boolean isAnswering = now.batches() != batches;",
                    "boolean isAnswering = false;",
                    "host.internals.watch.ProgressTest#shouldNotCountABacklogThatTheModelWorksOff"),
            Sabotage.of(
                    "a timestamp that an output topic refuses does not stop the job",
                    "topology/SourceTimestampExtractor.java",
                    "timestamp <= now + mostAheadMillis",
                    "timestamp <= Long.MAX_VALUE",
                    "topology.SourceTimestampExtractorTest#shouldTakeTheWallClockWhenAnOutputTopicWouldRefuseTheTimestamp"),
            Sabotage.of(
                    "no task is starved by what the others hold",
                    "streams/internals/flow/Backlog.java",
                    "|| itsTexts < most / sharers",
                    "",
                    "streams.internals.flow.BacklogTest#shouldLeaveATaskItsShareWhenAnotherHoldsEverything"),
            Sabotage.of(
                    "a closed task leaves its room to the others",
                    "streams/internals/flow/TaskBounds.java",
                    "backlog.add(-texts, -bytes);\n            backlog.close();",
                    "",
                    "streams.internals.flow.BacklogTest#shouldForgetWhatAClosedTaskHeld"),
            Sabotage.of(
                    "a task reads on only when none of its stages is full",
                    "streams/internals/stage/TaskInput.java",
                    "if (full.remove(stage) && full.isEmpty()) {",
                    "if (full.remove(stage)) {",
                    "streams.internals.stage.TaskInputTest#shouldGoOnReadingWhenNoStageIsFullAnyMore"),
            Sabotage.of(
                    "a full task stays stopped when Kafka Streams starts its partitions",
                    "clients/PartitionGate.java",
                    "free.removeAll(stopped);",
                    "",
                    "clients.PartitionGateTest#shouldKeepAPartitionStoppedWhenKafkaStreamsResumesIt"),
            Sabotage.of(
                    "what Kafka Streams has paused stays so",
                    "clients/PartitionGate.java",
                    "own.removeAll(pausedByStreams);",
                    "",
                    "clients.PartitionGateTest#shouldKeepAPartitionPausedThatKafkaStreamsHasPaused"),
            Sabotage.of(
                    "a stream thread stays fenced when its previous producer closes late",
                    "clients/FencedClients.java",
                    "FENCED.remove(thread, producer)",
                    "FENCED.remove(thread)",
                    "clients.FencedProducerTest#shouldStayFencedWhenThePreviousProducerOfAThreadClosesLate"),
            Sabotage.of(
                    "results that are held back count",
                    "streams/internals/stage/TaskSession.java",
                    "bounds.grow(grown);",
                    "",
                    "streams.internals.stage.BoundedTaskTest#shouldCountAnAnswerThatWaitsForItsHead"),
            Sabotage.of(
                    "each task has a bound of its own",
                    "streams/internals/flow/TaskBounds.java",
                    "private int records;",
                    "private static int records;",
                    "streams.internals.stage.BoundedTaskTest#shouldTakeEventsWhenAnotherTaskIsFull"),
            Sabotage.of(
                    "a task that waits releases what it has finished",
                    "streams/internals/stage/TaskSession.java",
                    "complete(next);\n            drain();\n            release();",
                    "complete(next);\n            drain();",
                    "topology.OrderTest#shouldWaitAndReleaseItsOwnWhenTheTaskIsFull"),
            Sabotage.of(
                    "a task gives up when nothing completes",
                    "streams/internals/flow/BackPressure.java",
                    "withoutCompletion > stallNanos",
                    "withoutCompletion < 0",
                    "streams.internals.flow.BackPressureTest#shouldGiveUpWhenNothingCompletesForTheStallLimit"),
            Sabotage.of(
                    "a full task does not keep its thread from committing what others have released",
                    "streams/internals/flow/BackPressure.java",
                    "if (overdraft >= maxOverdraft) {",
                    "if (budgetNanos > 0) {",
                    "streams.internals.flow.BackPressureTest#shouldLetATaskOverdrawWhenOthersCompleteAndTheThreadHasToCommit"),
            Sabotage.of(
                    "a full task lets its thread commit in time what others have released",
                    "streams/internals/flow/BackPressure.java",
                    "budget.waitedNanos() >= commitNanos",
                    "budget.waitedNanos() >= budgetNanos",
                    "streams.internals.flow.BackPressureTest#shouldOverdrawWhenACommitIsDueAndABatchHasCompletedSinceTheLast"),
            Sabotage.of(
                    "a full task gives up no sooner because the process slept",
                    "streams/internals/flow/BackPressure.java",
                    "awake.nanos() - awakeThen",
                    "now - start",
                    "streams.internals.flow.BackPressureTest#shouldNotCountTheTimeInWhichTheProcessSlept"),
            Sabotage.of(
                    "the tasks of a thread share its patience",
                    "streams/internals/flow/ThreadBudget.java",
                    "return OF_THREAD.get();",
                    "return new ThreadBudget();",
                    "streams.internals.flow.BackPressureTest#shouldShareTheBudgetAmongTheTasksOfAThread"),
            Sabotage.of(
                    "an idle task writes no transaction",
                    "streams/internals/stage/StageProcessor.java",
                    "if (ticking.isIdle()) {",
                    "if (ticking == null) {",
                    "streams.internals.stage.StageProcessorTest#shouldTickOnlyWhileSomethingIsPending"));
}
