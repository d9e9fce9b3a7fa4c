// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** Promises whose tests need a broker or processes; {@link SlowSabotages} runs them. */
final class BrokerSabotages {
    private BrokerSabotages() {}

    static final List<Sabotage> ALL = List.of(
            Sabotage.of(
                    "an event is in the pending store before anything can wait",
                    "streams/internals/pending/PendingStore.java",
                    "store.put(key, envelope);",
                    "",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenTheCacheHoldsNothing",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenPartitionsMoveWhileEventsAreInFlight",
                    "topology.TaskLifeIT#shouldGoOnFromAStandbyWhenTheOwnerIsKilled",
                    "topology.ExactlyOnceIT#shouldAnswerEachEventOnceWhenStoppedCleanlyWhileEventsAreInFlight",
                    "topology.SigkillIT#shouldAnswerEveryEventOnceInKeyOrderWhenKilledThreeTimes"),
            Sabotage.of(
                    "answer and removal from the store are one transaction",
                    "streams/internals/stage/TaskSession.java",
                    "deletes.released(record.storeKey(), pace.nanoTime());",
                    "",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenTheCacheHoldsNothing",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenPartitionsMoveWhileEventsAreInFlight",
                    "topology.SigkillIT#shouldAnswerEveryEventOnceWhenKilledWithThePendingStoreInMemory"),
            Sabotage.of(
                    "answers are committed only by a task's present owner",
                    "clients/FencedProducer.java",
                    "offsets.isEmpty() ? committedAlready(member.get()) : offsets",
                    "offsets",
                    "topology.TaskLifeIT#shouldNotCommitAnswersOfRestoredEventsWhenTheTaskHasMovedMeanwhile"),
            Sabotage.of(
                    "each task has a bound of its own",
                    "streams/internals/flow/TaskBounds.java",
                    "private int records;",
                    "private static int records;",
                    "topology.TaskLifeIT#shouldAnswerEverythingWhenFourTasksOfOneThreadAreFull"),
            Sabotage.of(
                    "a full task is given nothing more",
                    "clients/PartitionGate.java",
                    "free.removeAll(stopped);",
                    "",
                    "topology.SlowModelIT#shouldHoldWhatTheModelAnswersInAFewSecondsAndNotTheWholeTopic"),
            Sabotage.of(
                    "a full task does not keep its thread from polling, committing and stopping",
                    "streams/internals/stage/TaskRoom.java",
                    "if (bounds.fits(bytes) || input.stop(this)) {",
                    "if (bounds.fits(bytes)) {",
                    "topology.SlowModelIT#shouldStopWithoutWorkingOffWhatWasPolled"),
            Sabotage.of(
                    "what came and went between two commits leaves no tombstone",
                    "streams/internals/pending/ChangelogSaving.java",
                    ".setFlushListener(flushed -> {}, false);",
                    ".name();",
                    "topology.TaskLifeIT#shouldLeaveNoTombstoneForARecordThatNeverReachedTheChangelog"),
            Sabotage.of(
                    "a job whose topic is gone ends",
                    "host/internals/watch/HostWatch.java",
                    "if (!gone.isEmpty()) {",
                    "if (gone.size() > 100) {",
                    "topology.OutageIT#shouldEndAndNameTheTopicWhenItsOutputIsDeleted"),
            Sabotage.of(
                    "a topic that grew is recognised",
                    "host/internals/PartitionsChanged.java",
                    "if (!refusal.find()) {",
                    "if (!refusal.matches()) {",
                    "topology.OperatorIT#shouldSayWhatToDoWhenTheInputTopicGrewAndLoseNothingWhenItIsDone"),
            Sabotage.of(
                    "what ran when the process died is known afterwards",
                    "streams/internals/supervision/CrashJournal.java",
                    "running.addAll(ids);\n        write();",
                    "running.addAll(ids);",
                    "topology.CrashIT#shouldDeadLetterTheTextThatHaltsTheProcessAndAnswerAllOthersOnce"),
            Sabotage.of(
                    "a suspect runs alone",
                    "streams/internals/stage/TaskSession.java",
                    "admitted.isSuspect()",
                    "false",
                    "topology.CrashIT#shouldDeadLetterTheTextThatHaltsTheProcessAndAnswerAllOthersOnce"),
            Sabotage.of(
                    "a process whose model hangs ends",
                    "streams/internals/supervision/CallWatch.java",
                    "onHung.accept(new ModelHungException(",
                    "onHung.andThen(hung -> {}).hashCode(); java.util.Objects.requireNonNull(new ModelHungException(",
                    "topology.CrashIT#shouldEndTheProcessWhenACallHangsAndDeadLetterTheTextThatDoesIt"));
}
