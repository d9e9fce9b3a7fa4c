// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** One sabotage a promise of {@code docs/guarantees.md}, and of the rules that these rest on. */
final class Sabotages {
    private Sabotages() {}

    /** Those whose tests need no broker; {@code mvn verify} runs them. */
    static final List<Sabotage> QUICK = List.of(
            // nothing is lost
            of(
                    "an event is in the pending store before anything can wait",
                    "topology/PendingStore.java",
                    "store.put(key, envelope);",
                    "",
                    "topology.EnrichmentTopologyTest#shouldKeepTheEventUntilItIsAnswered"),
            of(
                    "an event is kept before its task waits for room",
                    "topology/TaskSession.java",
                    "long tooLarge = store.put(event);",
                    "wantedBytes = event.bytes(); backPressure.awaitRoom(this); long tooLarge = store.put(event);",
                    "topology.OrderTest#shouldGiveUpLoudlyAndLoseNothingWhenTheTaskStaysFull"),
            of(
                    "under at_least_once an entry stays until its output is acknowledged",
                    "topology/TaskSession.java",
                    "DeferredDeletes.after(settings.acknowledgedAfter(), store::delete)",
                    "DeferredDeletes.atOnce(store::delete)",
                    "topology.EnrichmentTopologyTest"
                            + "#shouldKeepAnsweredEntriesUntilTheirSendMustBeAcknowledgedUnderAtLeastOnce"),
            of(
                    "an entry of another version stops the application and stays",
                    "topology/PendingEventCodec.java",
                    "if (version != VERSION)",
                    "if (version < 0)",
                    "topology.EnrichmentProcessorTest#shouldStopAndKeepEverythingWhenAnEntryWasWrittenByAnotherVersion",
                    "topology.PendingEventCodecTest#shouldNameBothVersionsWhenWrittenByAnotherBuild"),
            of(
                    "a damaged entry is not taken for a whole one",
                    "topology/PendingEventCodec.java",
                    "if (in.hasRemaining()) {\n            throw",
                    "if (in.limit() < 0) {\n            throw",
                    "topology.PendingEventCodecTest#shouldRefuseWhenCutAnywhereOrTooLong"),
            of(
                    "an application whose store cannot be read does not restart",
                    "topology/RestartPolicy.java",
                    "if (cause instanceof UnreadablePendingEventException)",
                    "if (maxRestarts < 0)",
                    "topology.RestartPolicyTest#shouldStopAtOnceWhenTheStoreCannotBeRead"),
            of(
                    "a handler that goes on after an error is refused",
                    "config/HandlerChecks.java",
                    "if (!allowed.isAssignableFrom(handler))",
                    "if (handler == null)",
                    "config.CrossChecksTest#shouldRefuseAHandlerThatContinues"),

            // nothing comes twice
            of(
                    "clients whose transactions nobody checks are refused",
                    "config/ClientChecks.java",
                    "if (!FencedClients.class.isAssignableFrom(clients)) {",
                    "if (streams.originals() == null) {",
                    "config.CrossChecksTest#shouldRefuseClientsWhoseTransactionsNobodyChecks"),
            of(
                    "a transaction without offsets states what is committed",
                    "clients/FencedProducer.java",
                    ".filter(entry -> entry.getValue() != null)",
                    ".filter(entry -> entry.getValue() == null)",
                    "clients.FencedProducerTest#shouldStateOneCommittedOffsetAgainAsItIs"),
            of(
                    "answer and removal from the store are one transaction",
                    "topology/TaskSession.java",
                    "deletes.released(next.event().id(), pace.nanoTime());",
                    "",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake",
                    "topology.EnrichmentProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewEvents"),
            of(
                    "an event that is restored and read again is taken once",
                    "topology/TaskSession.java",
                    "if (tickets.containsKey(event.id())) {",
                    "if (tickets.containsKey(null)) {",
                    "topology.EnrichmentProcessorTest#shouldTakeAnEventOnceWhenItIsRestoredAndReadAgain"),
            of(
                    "a result of an earlier life of a task goes nowhere",
                    "topology/Completions.java",
                    "        closed = true;\n        queue.clear();",
                    "",
                    "topology.EnrichmentProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            of(
                    "a closed task takes back what it has queued",
                    "topology/TaskSession.java",
                    "runtime.withdraw(this);",
                    "",
                    "topology.EnrichmentProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            of(
                    "a closed task does not tick",
                    "topology/EnrichmentProcessor.java",
                    "public void close() {\n        stopTicking();",
                    "public void close() {",
                    "topology.EnrichmentProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            of(
                    "a closed task takes back nothing of another",
                    "batch/LengthQueues.java",
                    "queued.item().owner() == owner",
                    "owner != null",
                    "batch.DynamicBatcherTest#shouldTakeBackExactlyTheItemsOfAnOwner"),

            // order
            of(
                    "a finished event waits for the head of its line",
                    "topology/OrderLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "ByteBuffer.wrap(event.id().toBytes().get())",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel",
                    "topology.OrderTest#shouldKeepEveryOrderWhateverTheOrderOfFinishing"),
            of(
                    "events without a key keep their order",
                    "topology/OrderLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "ByteBuffer.wrap(key == null ? event.id().toBytes().get() : key)",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey"),
            of(
                    "an empty key is not a missing one",
                    "topology/OrderLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "ByteBuffer.wrap(key == null ? new byte[0] : key)",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey"),
            of(
                    "other keys overtake a head that is not finished",
                    "topology/OrderLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "null",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake"),
            of(
                    "what is restored keeps the order of its offsets",
                    "topology/EventId.java",
                    ".putLong(offset)",
                    ".putLong(Long.reverseBytes(offset))",
                    "topology.EnrichmentProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewEvents",
                    "topology.EventIdTest#shouldSortByOffsetWithinAPartition"),
            of(
                    "what is restored goes ahead of what is new",
                    "topology/TaskSession.java",
                    "batcherOf(entry).offerFirst(item(entry), rank++);",
                    "batcherOf(entry).offer(item(entry));",
                    "topology.EnrichmentProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewEvents"),
            of(
                    "tasks that come back with pending events take turns",
                    "topology/TaskSession.java",
                    "offerFirst(item(entry), rank++)",
                    "offerFirst(item(entry), 0)",
                    "topology.BoundedTaskTest#shouldTakeTurnsWithAnotherTaskWhenBothComeBackWithPendingEvents"),
            of(
                    "a batch is filled by rank where there are ranks",
                    "batch/QueuedItem.java",
                    "rank == other.rank",
                    "sequence != other.sequence",
                    "batch.DynamicBatcherTest#shouldLetOwnersTakeTurnsInTheFirstLane"),
            of(
                    "an output goes to the partition of its event",
                    "topology/SourcePartitioner.java",
                    "value.sourcePartition() % numPartitions",
                    "0",
                    "topology.SourcePartitionerTest#shouldKeepThePartitionWhenTheTopicHasAsMany"),
            of(
                    "a long text waits for the linger and two batches at most",
                    "batch/LengthQueues.java",
                    "batch.start(lane, oldest.tokens());",
                    "batch.start(lane, lane.longerThan(0));",
                    "batch.BatchScheduleTest#shouldNotStarveALongTextUnderAFloodOfShortOnes",
                    "batch.DynamicBatcherTest#shouldStartFromTheOldestItemEvenWhenOthersFillABatch"),
            of(
                    "a batch that is not full waits for the one that runs",
                    "batch/DynamicBatcher.java",
                    "running > 0 ? HELD_LINGERS * lingerNanos : 0",
                    "0",
                    "batch.BatcherThreadsTest#shouldHoldABatchThatIsNotFullWhileAnotherRunsUntilItIsFull",
                    "batch.BatcherThreadsTest#shouldHoldABatchForTenLingersOnlyWhenTheOtherDoesNotEnd"),

            // the answer is the one of its own text
            of(
                    "a result goes to the event it was computed for",
                    "batch/BatchRunner.java",
                    "O output = outputs.get(i);",
                    "O output = outputs.get(batch.size() - 1 - i);",
                    "topology.EnrichmentTopologyTest#shouldFormOneBatchOfEventsThatArriveTogether"),
            of(
                    "a batch with too few answers is a failed one",
                    "batch/BatchRunner.java",
                    "outputs == null || outputs.size() != inputs.size()",
                    "outputs == null",
                    "batch.DynamicBatcherTest#shouldTreatErrorsAndMissingOutputsAsFailuresOfABatch"),
            of(
                    "an output has the timestamp of its event",
                    "topology/OutputWriter.java",
                    "event.timestamp(), headers);",
                    "0, headers);",
                    "topology.EnrichmentTopologyTest#shouldAnswerWithKeyTimestampAndHeadersOfTheEvent"),
            of(
                    "an output has the headers of its event",
                    "topology/PendingEventCodec.java",
                    "headers.add(new String",
                    "new RecordHeaders().add(new String",
                    "topology.EnrichmentProcessorTest#shouldAnswerARestoredEventWithItsOwnKeyTimestampAndHeaders"),
            of(
                    "an answer that is drawn again is drawn by its event alone",
                    "topology/Admission.java",
                    "id.toString()));",
                    "String.valueOf(System.nanoTime())));",
                    "topology.EnrichmentTopologyTest#shouldHandOnWhatTheEventWantsUnderItsOwnIdentity"),

            // a text is never cut in silence
            of(
                    "an answer says how much of a text was read",
                    "topology/Answers.java",
                    ".setSourceCut(answer.sourceCut())",
                    "",
                    "topology.EnrichmentTopologyTest#shouldSayHowMuchOfATextWasReadWhenItWasCut"),
            of(
                    "a text is cut only where that is allowed",
                    "model/TextPreparation.java",
                    "overflow == TextOverflow.CUT ? TextCut",
                    "overflow != null ? TextCut",
                    "model.BundleTextModelTest#shouldNotTruncateWhenATextIsLong"),

            // one bad text costs itself alone
            of(
                    "one text that breaks a batch costs itself alone",
                    "batch/BatchRunner.java",
                    "if (batch.size() == 1) {\n            complete(batch.get(0), null, outcome.failure());",
                    "if (batch.size() >= 1) {\n            batch.forEach(item -> complete(item, null, outcome.failure()));",
                    "topology.BadInputTest#shouldRefuseOnlyThePoisonWhenItSharesABatch",
                    "batch.DynamicBatcherTest#shouldFailOnlyTheItemsThatBreakABatch"),
            of(
                    "the second half of a failed batch is looked at when the first half works",
                    "batch/BatchRunner.java",
                    "            bisect(second);",
                    "            second.forEach(item -> complete(item, null, new IllegalStateException()));",
                    "batch.DynamicBatcherTest#shouldFailOnlyTheItemsThatBreakABatch"),
            of(
                    "invisible characters are refused where the setting says so",
                    "topology/TextLimits.java",
                    "if (first >= 0) {",
                    "if (first > 1_000_000) {",
                    "topology.TextLimitsTest#shouldRefuseInvisibleCharactersOnlyWhenAskedTo"),
            of(
                    "a text without an answer of its own runs alone",
                    "batch/BatchRunner.java",
                    "failed.forEach(item -> runOrSplit(List.of(item)));",
                    "",
                    "batch.DynamicBatcherTest#shouldRunOnlyWhatHasNoOutputAlone"),
            of(
                    "the answers of a batch of which some texts failed are kept",
                    "topology/EngineGuard.java",
                    "if (texts.size() == 1) {",
                    "if (true) {",
                    "topology.EngineGuardTest#shouldKeepTheAnswersOfABatchOfWhichSomeTextsFailed"),
            of(
                    "a dead letter names the coordinates of its own event",
                    "topology/DeadLetters.java",
                    "event.id().offset(), event.sourceTimestamp()",
                    "event.id().offset() + 1, event.sourceTimestamp()",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel"),
            of(
                    "what is too large for the changelog becomes a dead letter before it is sent",
                    "topology/PendingStore.java",
                    "size > maxRecordBytes",
                    "size < 0",
                    "topology.BadInputTest#shouldRefuseWhenTheEnvelopeIsTooLargeForTheChangelog"),
            of(
                    "an answer that is too large becomes a dead letter before it is sent",
                    "topology/OutputWriter.java",
                    "if (size > settings.sizes().output())",
                    "if (size < 0)",
                    "topology.EnrichmentTopologyTest#shouldDeadLetterTheEventWhenItsAnswerIsTooLarge"),
            of(
                    "an attention map that is too large costs itself alone",
                    "topology/OutputWriter.java",
                    "size(record) <= settings.sizes().attention() ? record : null",
                    "record",
                    "topology.EnrichmentTopologyTest#shouldDropOnlyTheAttentionMapWhenItIsTooLarge"),
            of(
                    "a text that is not UTF-8 is refused, not repaired",
                    "serde/StrictReader.java",
                    "return StandardCharsets.UTF_8\n                    .newDecoder()",
                    "if (true) { return bytes.toString(); }\n            return StandardCharsets.UTF_8.newDecoder()",
                    "topology.BadInputTest#shouldRefuseWhenTheTextHoldsAnUnpairedSurrogate"),
            of(
                    "a text with NUL is refused",
                    "text/WellFormedText.java",
                    "unit == 0",
                    "unit < 0",
                    "topology.BadInputTest#shouldRefuseWhenTheTextHoldsNul"),

            // a broken engine is not the events' fault
            of(
                    "a broken engine is rebuilt",
                    "topology/EngineGuard.java",
                    "if (works()) {",
                    "if (works() || true) {",
                    "topology.EngineGuardTest#shouldAnswerWithANewEngineWhenTheOldOneBroke",
                    "topology.EngineGuardTest#shouldTryAgainWhenRebuildingFails"),
            of(
                    "an engine that works is not rebuilt",
                    "topology/EngineGuard.java",
                    "if (works()) {",
                    "if (works() && false) {",
                    "topology.EngineGuardTest#shouldBlameTheTextWhenTheEngineWorks"),
            of(
                    "an answer that is no number is a failure",
                    "topology/EngineGuard.java",
                    "answers.replaceAll(answer -> isSound(answer) ? answer : null);",
                    "",
                    "topology.EngineGuardTest#shouldRebuildWhenTheEngineReturnsNumbersThatAreNone"),
            of(
                    "a text that breaks the new engine too leaves a working one",
                    "topology/EngineGuard.java",
                    "boolean broken = mended(again);",
                    "boolean broken = false;",
                    "topology.EngineGuardTest#shouldBlameTheTextAndLeaveAWorkingEngineWhenItBreaksTheNewOneToo"),
            of(
                    "a batch that is given up while the engine is broken blames nobody",
                    "batch/BatchRunner.java",
                    "} catch (BatchAbandonedException e) {\n            throw e;",
                    "} catch (BatchAbandonedException e) {\n            return failed(e.toString());",
                    "batch.DynamicBatcherTest#shouldTellNobodyWhenABatchIsGivenUp"),
            of(
                    "a batch that fails is halved before the engine is blamed",
                    "topology/EngineGuard.java",
                    "if (batch.size() > 1) {",
                    "if (batch.isEmpty()) {",
                    "topology.EngineGuardTest#shouldLeaveTheSearchToTheBatcherWhenABatchFails"),
            of(
                    "a text is not blamed for an engine that another one broke",
                    "topology/EngineGuard.java",
                    "engine == rebuilt.get() && !mended(failure)",
                    "!mended(failure)",
                    "topology.EngineGuardTest#shouldBlameNobodyElseWhenATextKeepsBreakingTheEngineOfOtherWorkers"),
            of(
                    "a suspect runs while nothing else does",
                    "topology/EngineGuard.java",
                    "isSuspected(batch) ? calls.writeLock() : calls.readLock()",
                    "calls.readLock()",
                    "topology.EngineGuardTest#shouldRunASuspectWhileNoOtherCallOfAnyModelDoes"),

            // no crash loop
            of(
                    "what ran when the process died is known afterwards",
                    "topology/CrashJournal.java",
                    "running.addAll(ids);\n        write();",
                    "running.addAll(ids);",
                    "topology.CrashJournalTest#shouldCountTheDeathsOfWhatWasRunning"),
            of(
                    "a suspect that came out of the model is cleared",
                    "topology/CrashJournal.java",
                    "suspects.keySet().removeAll(ids);",
                    "",
                    "topology.CrashJournalTest#shouldClearASuspectWhenItCameOutOfTheModel"),
            of(
                    "a damaged journal suspects nobody",
                    "topology/CrashJournal.java",
                    "return crc == crc(content) ? content : null;",
                    "return content;",
                    "topology.CrashJournalTest#shouldSuspectNobodyWhenTheFileIsDamagedAnywhere"),
            of(
                    "a suspect runs alone",
                    "batch/LengthQueues.java",
                    "if (item.item().alone()) {",
                    "if (item.sequence() < 0) {",
                    "batch.DynamicBatcherTest#shouldRunAnItemAloneAndBeforeAllThatMayShare"),
            of(
                    "a call that came back does not count as hung",
                    "topology/CallWatch.java",
                    "watch.calls.remove(this);",
                    "",
                    "topology.CallWatchTest#shouldSayNothingOfCallsThatCameBack"),
            of(
                    "a process that slept has no hung call",
                    "topology/AwakeTime.java",
                    "Math.min(nowNanos - lastLook, mostNanos)",
                    "nowNanos - lastLook",
                    "topology.AwakeTimeTest#shouldCountLittleOfTheTimeInWhichTheProcessSlept"),

            // bounds and back-pressure
            of(
                    "a task holds no more than its bound",
                    "topology/TaskBounds.java",
                    "return events == 0 ||",
                    "return events >= 0 ||",
                    "topology.TaskBoundsTest#shouldTakeNothingMoreWhenItHoldsTheMostEvents",
                    "topology.OrderTest#shouldGiveUpLoudlyAndLoseNothingWhenTheTaskStaysFull"),
            of(
                    "results that are held back count",
                    "topology/TaskSession.java",
                    "bounds.grow(entry.bytes() - before);",
                    "",
                    "topology.BoundedTaskTest#shouldCountAnAnswerThatWaitsForItsHead"),
            of(
                    "each task has a bound of its own",
                    "topology/TaskBounds.java",
                    "private int events;",
                    "private static int events;",
                    "topology.BoundedTaskTest#shouldTakeEventsWhenAnotherTaskIsFull"),
            of(
                    "a task that waits releases what it has finished",
                    "topology/TaskSession.java",
                    "complete(next);\n            drain();\n            release();",
                    "complete(next);\n            drain();",
                    "topology.OrderTest#shouldWaitAndReleaseItsOwnWhenTheTaskIsFull"),
            of(
                    "a task gives up when nothing completes",
                    "topology/BackPressure.java",
                    "withoutCompletion > stallNanos",
                    "withoutCompletion < 0",
                    "topology.BackPressureTest#shouldGiveUpWhenNothingCompletesForTheStallLimit"),
            of(
                    "a full task does not keep its thread from committing what others have released",
                    "topology/BackPressure.java",
                    "if (overdraft >= maxOverdraft) {",
                    "if (budgetNanos > 0) {",
                    "topology.BackPressureTest#shouldLetATaskOverdrawWhenOthersCompleteAndTheThreadHasToCommit"),
            of(
                    "a full task lets its thread commit in time what others have released",
                    "topology/BackPressure.java",
                    "budget.waitedNanos() >= commitNanos",
                    "budget.waitedNanos() >= budgetNanos",
                    "topology.BackPressureTest#shouldOverdrawWhenACommitIsDueAndABatchHasCompletedSinceTheLast"),
            of(
                    "a full task gives up no sooner because the process slept",
                    "topology/BackPressure.java",
                    "awake.nanos() - awakeThen",
                    "now - start",
                    "topology.BackPressureTest#shouldNotCountTheTimeInWhichTheProcessSlept"),
            of(
                    "the tasks of a thread share its patience",
                    "topology/ThreadBudget.java",
                    "return OF_THREAD.get();",
                    "return new ThreadBudget();",
                    "topology.BackPressureTest#shouldShareTheBudgetAmongTheTasksOfAThread"),
            of(
                    "an idle task writes no transaction",
                    "topology/EnrichmentProcessor.java",
                    "if (ticking.isIdle()) {",
                    "if (ticking == null) {",
                    "topology.EnrichmentProcessorTest#shouldTickOnlyWhileSomethingIsPending"),

            // a job that cannot work ends, and says why
            of(
                    "a missing permission stops the application",
                    "topology/RestartPolicy.java",
                    "if (cause instanceof AuthorizationException)",
                    "if (maxRestarts < 0)",
                    "topology.RestartPolicyTest#shouldStopAtOnceWhenAPermissionIsMissing"),
            of(
                    "threads are replaced a bounded number of times",
                    "topology/RestartPolicy.java",
                    "if (count > maxRestarts)",
                    "if (count < 0)",
                    "topology.RestartPolicyTest#shouldReplaceAThreadABoundedNumberOfTimesThenSayWhyItStops"),
            of(
                    "an application whose topic grew does not restart",
                    "topology/RestartPolicy.java",
                    "if (changed != null) {",
                    "if (maxRestarts < 0) {",
                    "topology.RestartPolicyTest#shouldStopAtOnceWhenTheInputTopicGrew"),

            // no text where it does not belong
            of(
                    "messages of others, which may hold text, are not repeated",
                    "topology/Failures.java",
                    "cause.getClass().getName().startsWith(\"dev.milena.\") && cause",
                    "cause",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel"),
            of(
                    "a dead letter holds the event's value only when asked to",
                    "topology/DeadLetters.java",
                    "new Attempt(includeValue, true, true)",
                    "new Attempt(true, true, true)",
                    "topology.BadInputTest#shouldCarryTheValueOnlyWhenAskedTo"));

    /** Those whose tests need a broker or processes; {@link SlowSabotages} runs them. */
    static final List<Sabotage> SLOW = List.of(
            of(
                    "an event is in the pending store before anything can wait",
                    "topology/PendingStore.java",
                    "store.put(key, envelope);",
                    "",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenTheCacheHoldsNothing",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenPartitionsMoveWhileEventsAreInFlight",
                    "topology.TaskLifeIT#shouldGoOnFromAStandbyWhenTheOwnerIsKilled",
                    "topology.ExactlyOnceIT#shouldAnswerEachEventOnceWhenStoppedCleanlyWhileEventsAreInFlight",
                    "topology.SigkillIT#shouldAnswerEveryEventOnceInKeyOrderWhenKilledThreeTimes"),
            of(
                    "answer and removal from the store are one transaction",
                    "topology/TaskSession.java",
                    "deletes.released(next.event().id(), pace.nanoTime());",
                    "",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenTheCacheHoldsNothing",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenPartitionsMoveWhileEventsAreInFlight",
                    "topology.SigkillIT#shouldAnswerEveryEventOnceWhenKilledWithThePendingStoreInMemory"),
            of(
                    "answers are committed only by a task's present owner",
                    "clients/FencedProducer.java",
                    "offsets.isEmpty() ? committedAlready(member.get()) : offsets",
                    "offsets",
                    "topology.TaskLifeIT#shouldNotCommitAnswersOfRestoredEventsWhenTheTaskHasMovedMeanwhile"),
            of(
                    "each task has a bound of its own",
                    "topology/TaskBounds.java",
                    "private int events;",
                    "private static int events;",
                    "topology.TaskLifeIT#shouldAnswerEverythingWhenFourTasksOfOneThreadAreFull"),
            of(
                    "a full task does not keep its thread from committing what others have released",
                    "topology/BackPressure.java",
                    "if (overdraft >= maxOverdraft) {",
                    "if (budgetNanos > 0) {",
                    "topology.TaskLifeIT#shouldCommitWhatOthersReleaseWhenATaskWaitsLongerThanItsThreadMay"),
            of(
                    "a topic that grew is recognised",
                    "topology/PartitionsChanged.java",
                    "if (!refusal.find()) {",
                    "if (!refusal.matches()) {",
                    "topology.TaskLifeIT#shouldSayWhatToDoWhenTheInputTopicGrewAndLoseNothingWhenItIsDone"),
            of(
                    "a missing permission stops the application",
                    "topology/RestartPolicy.java",
                    "if (cause instanceof AuthorizationException)",
                    "if (maxRestarts < 0)",
                    "topology.AuthorizationIT#shouldStopAndNameOperationAndCure"),
            of(
                    "what ran when the process died is known afterwards",
                    "topology/CrashJournal.java",
                    "running.addAll(ids);\n        write();",
                    "running.addAll(ids);",
                    "topology.CrashIT#shouldDeadLetterTheTextThatHaltsTheProcessAndAnswerAllOthersOnce"),
            of(
                    "a suspect runs alone",
                    "topology/TaskSession.java",
                    "admitted.lane().journal().deaths(id) > 0",
                    "false",
                    "topology.CrashIT#shouldDeadLetterTheTextThatHaltsTheProcessAndAnswerAllOthersOnce"),
            of(
                    "a process whose model hangs ends",
                    "topology/CallWatch.java",
                    "onHung.accept(new EngineHungException(",
                    "onHung.andThen(hung -> {}).hashCode(); java.util.Objects.requireNonNull(new EngineHungException(",
                    "topology.CrashIT#shouldEndTheProcessWhenACallHangsAndDeadLetterTheTextThatDoesIt"));

    private static Sabotage of(String promise, String source, String original, String broken, String... tests) {
        return new Sabotage(promise, source, original, broken, List.of(tests));
    }
}
