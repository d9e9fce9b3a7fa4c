// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** One sabotage for each promise of {@code docs/guarantees.md}, and of the rules that these rest on. */
final class Sabotages {
    private Sabotages() {}

    /** Those whose tests need no broker; {@code mvn verify} runs them. */
    static final List<Sabotage> QUICK = List.of(
            // nothing is lost
            of(
                    "an event is in the pending store before anything can wait",
                    "streams/internals/pending/PendingStore.java",
                    "store.put(key, envelope);",
                    "",
                    "topology.EnrichmentTopologyTest#shouldKeepTheEventUntilItIsAnswered"),
            of(
                    "an event is kept before its task waits for room",
                    "streams/internals/stage/TaskSession.java",
                    "PendingStore.Kept kept = store.put(stored);",
                    "room.make(record.bytes(), metadata, this::work); PendingStore.Kept kept = store.put(stored);",
                    "topology.OrderTest#shouldGiveUpLoudlyAndLoseNothingWhenTheTaskStaysFull"),
            of(
                    "under at_least_once an entry stays until its output is acknowledged",
                    "streams/internals/stage/TaskSession.java",
                    "DeferredDeletes.after(settings.acknowledgedAfter(), store::delete)",
                    "DeferredDeletes.atOnce(store::delete)",
                    "topology.EnrichmentTopologyTest"
                            + "#shouldKeepAnsweredEntriesUntilTheirSendMustBeAcknowledgedUnderAtLeastOnce"),
            of(
                    "an entry of another version stops the application and stays",
                    "streams/internals/pending/PendingCodec.java",
                    "case VERSION -> current(in);",
                    "case VERSION, VERSION + 1, VERSION + 7 -> current(in);",
                    "streams.internals.stage.StageProcessorTest#shouldStopAndKeepEverythingWhenAnEntryWasWrittenByAnotherVersion",
                    "streams.internals.pending.PendingCodecTest#shouldNameBothVersionsWhenWrittenByAnotherBuild"),
            of(
                    "a damaged entry is not taken for a whole one",
                    "streams/internals/pending/PendingCodec.java",
                    "if (in.hasRemaining()) {\n                throw",
                    "if (in.limit() < 0) {\n                throw",
                    "streams.internals.pending.PendingCodecTest#shouldRefuseWhenCutAnywhereOrTooLong"),
            of(
                    "an application whose store cannot be read does not restart",
                    "host/RestartPolicy.java",
                    "if (cause instanceof UnreadablePendingException)",
                    "if (maxRestarts < 0)",
                    "host.RestartPolicyTest#shouldStopAtOnceWhenTheStoreCannotBeRead"),
            of(
                    "a handler that goes on after an error is refused",
                    "streams/config/HandlerChecks.java",
                    "if (!allowed.isAssignableFrom(handler))",
                    "if (handler == null)",
                    "config.CrossChecksTest#shouldRefuseAHandlerThatContinues"),

            // a document is never torn
            of(
                    "what stands between two segments stands between their answers",
                    "document/Joining.java",
                    "output.append(gap);",
                    "output.append(' ');",
                    "topology.DocumentTopologyTest#shouldAnswerAParagraphWithTheSpansOfAllItsSentences"),
            of(
                    "one segment that cannot be answered costs its event, unless it may stay",
                    "document/Document.java",
                    "if (refusal != null && !keeps) {",
                    "if (refusal != null && results.isEmpty()) {",
                    "topology.DocumentTopologyTest#shouldRefuseTheEventWhenTheModelFailsOnOneSegment",
                    "topology.DocumentTopologyTest#shouldRefuseAnEventNoneOfWhoseSegmentsIsAnswered"),
            of(
                    "each answer goes to the place of its segment",
                    "streams/internals/stage/Part.java",
                    "results.set(segment.index(), outcome);",
                    "results.set(results.indexOf(null), outcome);",
                    "topology.DocumentTopologyTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake"),
            of(
                    "a sentence with too many tokens is split",
                    "document/Division.java",
                    "if (e.code() != RefusalCode.TOO_MANY_TOKENS) {",
                    "if (e.code() != RefusalCode.UNKNOWN) {",
                    "topology.DocumentTopologyTest#shouldSplitASentenceThatIsTooLongAndSayWhere"),
            of(
                    "a long document lets what comes later go first",
                    "batch/DynamicBatcher.java",
                    "works + (long) item.turn() * OTHERS_A_TURN",
                    "works + item.turn() / 1_000L",
                    "batch.DynamicBatcherTest#shouldLetALongDocumentWaitForWhatComesLaterAndStillMoveOn"),

            // nothing comes twice
            of(
                    "clients whose transactions nobody checks are refused",
                    "streams/config/ClientChecks.java",
                    "if (suppliesThem && !FencedClients.class.isAssignableFrom(clients)) {",
                    "if (suppliesThem && streams.originals() == null) {",
                    "config.CrossChecksTest#shouldRefuseClientsWhoseTransactionsNobodyChecks"),
            of(
                    "a transaction without offsets states what is committed",
                    "clients/FencedProducer.java",
                    ".filter(entry -> entry.getValue() != null)",
                    ".filter(entry -> entry.getValue() == null)",
                    "clients.FencedProducerTest#shouldStateOneCommittedOffsetAgainAsItIs"),
            of(
                    "answer and removal from the store are one transaction",
                    "streams/internals/stage/TaskSession.java",
                    "deletes.released(record.storeKey(), pace.nanoTime());",
                    "",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake",
                    "streams.internals.stage.StageProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewRecords"),
            of(
                    "an event that is restored and read again is taken once",
                    "streams/internals/stage/TaskSession.java",
                    "if (stored != null && readAgain != null && readAgain.claims(stored)) {",
                    "if (stored == null) {",
                    "streams.internals.stage.RecordIdentityTest#shouldTakeARecordOnceWhenItIsRestoredAndReadAgain"),
            of(
                    "a result of an earlier life of a task goes nowhere",
                    "streams/internals/flow/Completions.java",
                    "        closed = true;\n        queue.clear();",
                    "",
                    "streams.internals.stage.StageProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            of(
                    "a closed task takes back what it has queued",
                    "streams/internals/stage/TaskSession.java",
                    "models.withdraw(this);",
                    "",
                    "streams.internals.stage.StageProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            of(
                    "a closed task does not tick",
                    "streams/internals/stage/StageProcessor.java",
                    "public void close() {\n        stopTicking();",
                    "public void close() {",
                    "streams.internals.stage.StageProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            of(
                    "a closed task takes back nothing of another",
                    "batch/LengthQueues.java",
                    "queued.item().owner() == owner",
                    "owner != null",
                    "batch.DynamicBatcherTest#shouldTakeBackExactlyTheItemsOfAnOwner"),
            of(
                    "a record of the same source and another content is taken",
                    "streams/internals/pending/PendingStore.java",
                    "&& Arrays.equals(PendingCodec.decode(key, envelope).value(), value)",
                    "",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeARecordOfTheSameSourceWhenItsContentIsAnother"),
            of(
                    "several records that come of one are told apart",
                    "streams/internals/pending/Identities.java",
                    "ordinal = source.equals(last) ? ordinal + 1 : 0;",
                    "ordinal = 0;",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeEveryRecordWhenSeveralComeOfOneSourceRecord",
                    "streams.internals.pending.IdentitiesTest#shouldCountTheRecordsThatComeOfOneSourceRecord"),
            of(
                    "a record that another stage releases is named after its own origin",
                    "streams/internals/pending/Identities.java",
                    "if (origin != null) {",
                    "if (ordinal < -1) {",
                    "streams.internals.pending.IdentitiesTest"
                            + "#shouldNameARecordAfterTheOneThatAStageReleasesWhateverStreamsSays"),
            of(
                    "records of which only the content is known are never taken for one another",
                    "streams/internals/pending/Identities.java",
                    "timestamp), false), null);",
                    "timestamp), true), null);",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldNeverTakeARecordWithoutASourceForOneThatIsReadAgain"),
            of(
                    "under exactly once nothing is taken for a record that is read again",
                    "streams/internals/stage/TaskSession.java",
                    "settings.exactlyOnce() ? null : new ReadAgain(store)",
                    "new ReadAgain(store)",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeARecordThatEqualsARestoredOneUnderExactlyOnce"),
            of(
                    "equal records of one name are all taken",
                    "streams/internals/stage/ReadAgain.java",
                    "first.ifPresent(same::remove);",
                    "",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeAsManyAsAreReadWhenEqualOnesOfOneNameWereRestored"),
            of(
                    "two stages that make something of one record are told apart",
                    "streams/internals/pending/Origin.java",
                    "record.identity().name() + \"/\" + stage;",
                    "record.identity().name();",
                    "streams.internals.pending.IdentitiesTest#shouldTellApartWhatTwoStagesMakeOfOneRecord"),
            of(
                    "the headers of a pending record are its own",
                    "streams/internals/stage/Intake.java",
                    "Headers headers = new RecordHeaders(input.headers().toArray());",
                    "Headers headers = input.headers();",
                    "streams.internals.stage.StageProcessorTest#shouldNotShareTheHeadersOfARecordWithItsSiblings"),
            of(
                    "what an older build left pending is answered",
                    "streams/internals/pending/PendingCodec.java",
                    "case VERSION_WITHOUT_IDENTITY -> older(key, in);",
                    "case -1 -> older(key, in);",
                    "streams.internals.stage.StageProcessorTest"
                            + "#shouldAnswerWhatTheOlderFormatHoldsAheadOfEverythingElse"),

            // order
            of(
                    "a record that is not asked about waits for those of its key",
                    "streams/internals/stage/TaskSession.java",
                    "!texts.isAsked() && !order.holds(KeyLine.of(record.keyBytes()))",
                    "!texts.isAsked()",
                    "streams.internals.stage.StageProcessorTest"
                            + "#shouldLetARecordWithoutAValuePassAtOnceUnlessOthersOfItsKeyWait"),
            of(
                    "a finished event waits for the head of its line",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "ByteBuffer.allocate(8).putLong(0, System.nanoTime())",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel",
                    "topology.OrderTest#shouldKeepEveryOrderWhateverTheOrderOfFinishing"),
            of(
                    "events without a key keep their order",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "key == null ? ByteBuffer.allocate(8).putLong(0, System.nanoTime()) : ByteBuffer.wrap(key)",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey"),
            of(
                    "an empty key is not a missing one",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "ByteBuffer.wrap(key == null ? new byte[0] : key)",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey"),
            of(
                    "other keys overtake a head that is not finished",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "null",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake"),
            of(
                    "what is restored keeps the order in which it came",
                    "streams/internals/pending/PendingCodec.java",
                    ".putLong(sequence)",
                    ".putLong(-sequence)",
                    "streams.internals.stage.StageProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewRecords",
                    "streams.internals.pending.PendingCodecTest#shouldSortWhatVersion1WroteBeforeEverythingElse"),
            of(
                    "what is restored goes ahead of what is new",
                    "streams/internals/stage/TaskSession.java",
                    "batcher.offerFirst(item(entry, segment), rank);",
                    "batcher.offer(item(entry, segment));",
                    "streams.internals.stage.StageProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewRecords"),
            of(
                    "tasks that come back with pending events take turns",
                    "streams/internals/stage/TaskSession.java",
                    "offerFirst(item(entry, segment), rank)",
                    "offerFirst(item(entry, segment), 0)",
                    "streams.internals.stage.BoundedTaskTest#shouldTakeTurnsWithAnotherTaskWhenBothComeBackWithPendingEvents"),
            of(
                    "a batch is filled by rank where there are ranks",
                    "batch/QueuedItem.java",
                    "if (rank != other.rank) {",
                    "if (sequence == other.sequence) {",
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
                    "streams/internals/stage/Release.java",
                    "value, record.timestamp(), headers);",
                    "value, 0, headers);",
                    "topology.EnrichmentTopologyTest#shouldAnswerWithKeyTimestampAndHeadersOfTheEvent"),
            of(
                    "an output has the headers of its event",
                    "streams/internals/pending/PendingCodec.java",
                    "headers.add(string(), bytes());",
                    "new RecordHeaders().add(string(), bytes());",
                    "streams.internals.stage.StageProcessorTest#shouldAnswerARestoredRecordWithItsOwnKeyTimestampHeadersAndSource"),
            of(
                    "an answer that is drawn again is drawn by its event alone",
                    "streams/internals/stage/Extraction.java",
                    "identifiedBy(name)",
                    "identifiedBy(String.valueOf(System.nanoTime()))",
                    "topology.EnrichmentTopologyTest#shouldHandOnWhatTheEventWantsUnderItsOwnIdentity"),

            // a text is never cut in silence
            of(
                    "an answer says how much of a text was read",
                    "topology/Answers.java",
                    ".setSourceCut(answer.sourceCut() == null ? null : sources.of(answer.sourceCut()))",
                    "",
                    "topology.EnrichmentTopologyTest#shouldSayHowMuchOfATextWasReadWhenItWasCut"),
            of(
                    "a text is cut only where that is allowed",
                    "model/TextPreparation.java",
                    "overflow == TextOverflow.CUT ? TextCut",
                    "overflow != null ? TextCut",
                    "model.BundleTextModelTest#shouldNotTruncateWhenATextIsLong"),

            // what the vocabulary lacks is said
            of(
                    "an answer says which pieces of a text the model could not read",
                    "model/UnknownTokens.java",
                    "isUnread(token.id()) && !token.isSpecial()",
                    "isUnread(token.id()) && token.isSpecial()",
                    "model.UnknownTokensTest#shouldMergeNeighboursAndLeaveWhiteSpaceOut"),
            of(
                    "pieces that a tokenizer has and the vocabulary lacks are among them",
                    "model/UnknownTokens.java",
                    "return id >= known || isUnknown(id);",
                    "return id >= known + 1_000_000 || isUnknown(id);",
                    "model.UnknownTokensTest#shouldTakeIdsThatTheModelDoesNotHaveForUnknown",
                    "model.LackingPiecesTest#shouldNamePiecesWithTheirPlacesInTheText"),
            of(
                    "a target with such a piece costs itself alone",
                    "model/TargetPreparation.java",
                    "if (token.id() >= manifest.vocabularySizes().target()) {",
                    "if (token.id() < 0) {",
                    "model.LackingPiecesTest#shouldRefuseATargetThatHasALackingPiece"),
            of(
                    "an output says which pieces of its event the model could not read",
                    "topology/Answers.java",
                    ".setUnknownSpans(sources.of(answer.unknown().source()))",
                    "",
                    "topology.EnrichmentTopologyTest#shouldSayWhatTheVocabularyLacks"),

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
                    "streams/internals/admission/TextLimits.java",
                    "if (first >= 0) {",
                    "if (first > 1_000_000) {",
                    "streams.internals.admission.TextLimitsTest#shouldRefuseInvisibleCharactersOnlyWhenAskedTo"),
            of(
                    "a text without an answer of its own runs alone",
                    "batch/BatchRunner.java",
                    "failed.forEach(item -> runOrSplit(List.of(item)));",
                    "",
                    "batch.DynamicBatcherTest#shouldRunOnlyWhatHasNoOutputAlone"),
            of(
                    "the answers of a batch of which some texts failed are kept",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (texts.size() == 1) {",
                    "if (true) {",
                    "streams.internals.supervision.ModelGuardTest#shouldKeepTheAnswersOfABatchOfWhichSomeTextsFailed"),
            of(
                    "a dead letter names the coordinates of its own event",
                    "topology/DeadLetters.java",
                    "source.offset(),",
                    "source.offset() + 1,",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel"),
            of(
                    "what is too large for the changelog becomes a dead letter before it is sent",
                    "streams/internals/pending/PendingStore.java",
                    "size > maxRecordBytes",
                    "size < 0",
                    "topology.BadInputTest#shouldRefuseWhenTheEnvelopeIsTooLargeForTheChangelog"),
            of(
                    "an answer that is too large becomes a dead letter before it is sent",
                    "topology/AnswerWriter.java",
                    "if (size > limits.output())",
                    "if (size < 0)",
                    "topology.EnrichmentTopologyTest#shouldDeadLetterTheEventWhenItsAnswerIsTooLarge"),
            of(
                    "an attention map that is too large costs itself alone",
                    "topology/AnswerWriter.java",
                    "RecordSize.upperBound(record.key(), bytes, headers) <= limits.attention()",
                    "limits.attention() >= 0",
                    "topology.EnrichmentTopologyTest#shouldDropOnlyTheAttentionMapWhenItIsTooLarge"),
            of(
                    "a text that is not UTF-8 is refused, not repaired",
                    "serde/StrictReader.java",
                    "return StandardCharsets.UTF_8\n                    .newDecoder()",
                    "if (true) { return bytes.toString(); }\n            return StandardCharsets.UTF_8.newDecoder()",
                    "topology.BadInputTest#shouldRefuseWhenTheTextHoldsAnUnpairedSurrogate"),
            of(
                    "a text with NUL is refused",
                    "api/WellFormedText.java",
                    "unit == 0",
                    "unit < 0",
                    "topology.BadInputTest#shouldRefuseWhenTheTextHoldsNul"),

            // a broken engine is not the events' fault
            of(
                    "a broken engine is rebuilt",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (works()) {",
                    "if (works() || true) {",
                    "streams.internals.supervision.ModelGuardTest#shouldAnswerWithANewEngineWhenTheOldOneBroke",
                    "streams.internals.supervision.ModelGuardTest#shouldTryAgainWhenRebuildingFails"),
            of(
                    "an engine that works is not rebuilt",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (works()) {",
                    "if (works() && false) {",
                    "streams.internals.supervision.ModelGuardTest#shouldBlameTheTextWhenTheEngineWorks"),
            of(
                    "an answer that is no number is a failure",
                    "streams/internals/supervision/ModelGuard.java",
                    "answers.replaceAll(answer -> isSound(answer) ? answer : null);",
                    "",
                    "streams.internals.supervision.ModelGuardTest#shouldRebuildWhenTheEngineReturnsNumbersThatAreNone"),
            of(
                    "a text that breaks the new engine too leaves a working one",
                    "streams/internals/supervision/ModelGuard.java",
                    "boolean broken = repaired(again);",
                    "boolean broken = false;",
                    "streams.internals.supervision.ModelGuardTest#shouldBlameTheTextAndLeaveAWorkingEngineWhenItBreaksTheNewOneToo"),
            of(
                    "a batch that is given up while the engine is broken blames nobody",
                    "batch/BatchRunner.java",
                    "} catch (BatchAbandonedException e) {\n            throw e;",
                    "} catch (BatchAbandonedException e) {\n            return failed(e.toString());",
                    "batch.DynamicBatcherTest#shouldTellNobodyWhenABatchIsGivenUp"),
            of(
                    "a batch that fails is halved before the engine is blamed",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (batch.size() > 1) {",
                    "if (batch.isEmpty()) {",
                    "streams.internals.supervision.ModelGuardTest#shouldLeaveTheSearchToTheBatcherWhenABatchFails"),
            of(
                    "a text is not blamed for an engine that another one broke",
                    "streams/internals/supervision/ModelGuard.java",
                    "engine == rebuilt.get() && !repaired(failure)",
                    "!repaired(failure)",
                    "streams.internals.supervision.ModelGuardTest"
                            + "#shouldGiveATextASecondChanceWhenAnotherBrokeItsEngineMeanwhile"),
            of(
                    "a suspect runs while nothing else does",
                    "streams/internals/supervision/ModelGuard.java",
                    "isSuspected(batch) ? calls.writeLock() : calls.readLock()",
                    "calls.readLock()",
                    "streams.internals.supervision.ModelGuardTest#shouldRunASuspectWhileNoOtherCallOfAnyModelDoes"),
            of(
                    "a rebuild that takes long is no call that hangs",
                    "streams/internals/supervision/CallWatch.java",
                    " && !rebuilding.contains(call.model)",
                    "",
                    "streams.internals.supervision.CallWatchTest#shouldNotCountTimeInWhichTheModelIsRebuilt"),
            of(
                    "a worker that dies is heard",
                    "batch/DynamicBatcher.java",
                    "onDeath.accept(e);",
                    "",
                    "batch.BatcherThreadsTest#shouldTellWhenAWorkerDies"),

            // no crash loop
            of(
                    "what ran when the process died is known afterwards",
                    "streams/internals/supervision/CrashJournal.java",
                    "running.addAll(ids);\n        write();",
                    "running.addAll(ids);",
                    "streams.internals.supervision.CrashJournalTest#shouldCountTheDeathsOfWhatWasRunning"),
            of(
                    "a suspect that came out of the model is cleared",
                    "streams/internals/supervision/CrashJournal.java",
                    "suspects.keySet().removeAll(ids);",
                    "",
                    "streams.internals.supervision.CrashJournalTest#shouldClearASuspectWhenItCameOutOfTheModel"),
            of(
                    "a damaged journal suspects nobody",
                    "streams/internals/supervision/CrashJournal.java",
                    "return crc == crc(content) ? content : null;",
                    "return content;",
                    "streams.internals.supervision.CrashJournalTest#shouldSuspectNobodyWhenTheFileIsDamagedAnywhere"),
            of(
                    "a suspect runs alone",
                    "batch/LengthQueues.java",
                    "if (item.item().alone()) {",
                    "if (item.sequence() < 0) {",
                    "batch.DynamicBatcherTest#shouldRunAnItemAloneAndBeforeAllThatMayShare"),
            of(
                    "a call that came back does not count as hung",
                    "streams/internals/supervision/CallWatch.java",
                    "watch.calls.remove(this);",
                    "",
                    "streams.internals.supervision.CallWatchTest#shouldSayNothingOfCallsThatCameBack"),
            of(
                    "a process that slept has no hung call",
                    "streams/internals/supervision/AwakeTime.java",
                    "Math.min(nowNanos - lastLook, mostNanos)",
                    "nowNanos - lastLook",
                    "streams.internals.supervision.AwakeTimeTest#shouldCountLittleOfTheTimeInWhichTheProcessSlept"),
            of(
                    "another text does not inherit what one did under its id",
                    "streams/internals/supervision/AskedText.java",
                    "return id + \"~\" + Long.toHexString(crc.getValue());",
                    "return id;",
                    "streams.internals.supervision.AskedTextTest#shouldNotInheritWhatAnotherTextDidUnderTheSameId"),

            // bounds and back-pressure
            of(
                    "a task holds no more than its bound",
                    "streams/internals/flow/TaskBounds.java",
                    "return records == 0",
                    "return records >= 0",
                    "streams.internals.flow.TaskBoundsTest#shouldTakeNothingMoreWhenItHoldsTheMostEvents",
                    "topology.OrderTest#shouldGiveUpLoudlyAndLoseNothingWhenTheTaskStaysFull"),
            of(
                    "a process holds what its models answer in time",
                    "streams/internals/flow/Backlog.java",
                    "speed.textsPerSecond() * seconds",
                    "seconds * 1_000",
                    "streams.internals.flow.BacklogTest#shouldHoldWhatTheModelAnswersInTheTime"),
            of(
                    "a registry that is away is not the fault of an event",
                    "streams/internals/outage/Outages.java",
                    "if (isOutside(cause) || ServersFault.is(cause)) {",
                    "if (isServersFault(cause)) {",
                    "streams.internals.outage.OutagesTest#shouldTakeWhatIsAwayForAnOutageHoweverDeepItIs"),
            of(
                    "threads that die of one outage count once",
                    "host/RestartPolicy.java",
                    "if (failures > 0 && now - outageNanos < longest.toNanos()) {",
                    "if (failures > 0 && now - outageNanos < 0) {",
                    "host.RestartPolicyTest#shouldCountThreadsThatDieOfOneOutageOnce",
                    "host.RestartPolicyTest#shouldCountDeathsOfSomethingThatIsAwayOnceUntilTheOutageHasLastedTooLong"),
            of(
                    "a job that commits nothing is not ready",
                    "host/internals/watch/Progress.java",
                    "} else if (now.steps() > steps) {",
                    "} else if (now.steps() < steps) {",
                    "host.internals.watch.ProgressTest#shouldCountTheTimeInWhichAThreadWorksAndDoesNotCommit",
                    "host.internals.watch.ProgressTest#shouldNotLetOtherThreadsHideOneThatDoesNotCommit"),
            of(
                    "a backlog that is worked off is no stall",
                    "host/internals/watch/Progress.java",
                    "boolean isAnswering = now.batches() != batches;",
                    "boolean isAnswering = false;",
                    "host.internals.watch.ProgressTest#shouldNotCountABacklogThatTheModelWorksOff"),
            of(
                    "a timestamp that an output topic refuses does not stop the job",
                    "topology/SourceTimestampExtractor.java",
                    "timestamp <= now + mostAheadMillis",
                    "timestamp <= Long.MAX_VALUE",
                    "topology.SourceTimestampExtractorTest#shouldTakeTheWallClockWhenAnOutputTopicWouldRefuseTheTimestamp"),
            of(
                    "no task is starved by what the others hold",
                    "streams/internals/flow/Backlog.java",
                    "|| itsTexts < most / sharers",
                    "",
                    "streams.internals.flow.BacklogTest#shouldLeaveATaskItsShareWhenAnotherHoldsEverything"),
            of(
                    "a closed task leaves its room to the others",
                    "streams/internals/flow/TaskBounds.java",
                    "backlog.add(-texts, -bytes);\n            backlog.close();",
                    "",
                    "streams.internals.flow.BacklogTest#shouldForgetWhatAClosedTaskHeld"),
            of(
                    "a task reads on only when none of its stages is full",
                    "streams/internals/stage/TaskInput.java",
                    "if (full.remove(stage) && full.isEmpty()) {",
                    "if (full.remove(stage)) {",
                    "streams.internals.stage.TaskInputTest#shouldGoOnReadingWhenNoStageIsFullAnyMore"),
            of(
                    "a full task stays stopped when Kafka Streams starts its partitions",
                    "clients/PartitionGate.java",
                    "free.removeAll(stopped);",
                    "",
                    "clients.PartitionGateTest#shouldKeepAPartitionStoppedWhenKafkaStreamsResumesIt"),
            of(
                    "what Kafka Streams has paused stays so",
                    "clients/PartitionGate.java",
                    "own.removeAll(pausedByStreams);",
                    "",
                    "clients.PartitionGateTest#shouldKeepAPartitionPausedThatKafkaStreamsHasPaused"),
            of(
                    "a stream thread stays fenced when its previous producer closes late",
                    "clients/FencedClients.java",
                    "FENCED.remove(thread, producer)",
                    "FENCED.remove(thread)",
                    "clients.FencedProducerTest#shouldStayFencedWhenThePreviousProducerOfAThreadClosesLate"),
            of(
                    "results that are held back count",
                    "streams/internals/stage/TaskSession.java",
                    "bounds.grow(grown);",
                    "",
                    "streams.internals.stage.BoundedTaskTest#shouldCountAnAnswerThatWaitsForItsHead"),
            of(
                    "each task has a bound of its own",
                    "streams/internals/flow/TaskBounds.java",
                    "private int records;",
                    "private static int records;",
                    "streams.internals.stage.BoundedTaskTest#shouldTakeEventsWhenAnotherTaskIsFull"),
            of(
                    "a task that waits releases what it has finished",
                    "streams/internals/stage/TaskSession.java",
                    "complete(next);\n            drain();\n            release();",
                    "complete(next);\n            drain();",
                    "topology.OrderTest#shouldWaitAndReleaseItsOwnWhenTheTaskIsFull"),
            of(
                    "a task gives up when nothing completes",
                    "streams/internals/flow/BackPressure.java",
                    "withoutCompletion > stallNanos",
                    "withoutCompletion < 0",
                    "streams.internals.flow.BackPressureTest#shouldGiveUpWhenNothingCompletesForTheStallLimit"),
            of(
                    "a full task does not keep its thread from committing what others have released",
                    "streams/internals/flow/BackPressure.java",
                    "if (overdraft >= maxOverdraft) {",
                    "if (budgetNanos > 0) {",
                    "streams.internals.flow.BackPressureTest#shouldLetATaskOverdrawWhenOthersCompleteAndTheThreadHasToCommit"),
            of(
                    "a full task lets its thread commit in time what others have released",
                    "streams/internals/flow/BackPressure.java",
                    "budget.waitedNanos() >= commitNanos",
                    "budget.waitedNanos() >= budgetNanos",
                    "streams.internals.flow.BackPressureTest#shouldOverdrawWhenACommitIsDueAndABatchHasCompletedSinceTheLast"),
            of(
                    "a full task gives up no sooner because the process slept",
                    "streams/internals/flow/BackPressure.java",
                    "awake.nanos() - awakeThen",
                    "now - start",
                    "streams.internals.flow.BackPressureTest#shouldNotCountTheTimeInWhichTheProcessSlept"),
            of(
                    "the tasks of a thread share its patience",
                    "streams/internals/flow/ThreadBudget.java",
                    "return OF_THREAD.get();",
                    "return new ThreadBudget();",
                    "streams.internals.flow.BackPressureTest#shouldShareTheBudgetAmongTheTasksOfAThread"),
            of(
                    "an idle task writes no transaction",
                    "streams/internals/stage/StageProcessor.java",
                    "if (ticking.isIdle()) {",
                    "if (ticking == null) {",
                    "streams.internals.stage.StageProcessorTest#shouldTickOnlyWhileSomethingIsPending"),

            // a job that cannot work ends, and says why
            of(
                    "a missing permission stops the application",
                    "host/RestartPolicy.java",
                    "if (cause instanceof AuthorizationException)",
                    "if (maxRestarts < 0)",
                    "host.RestartPolicyTest#shouldStopAtOnceWhenAPermissionIsMissing"),
            of(
                    "threads are replaced a bounded number of times",
                    "host/RestartPolicy.java",
                    "if (count > maxRestarts)",
                    "if (count < 0)",
                    "host.RestartPolicyTest#shouldReplaceAThreadABoundedNumberOfTimesThenSayWhyItStops"),
            of(
                    "an application whose topic grew does not restart",
                    "host/RestartPolicy.java",
                    "if (changed != null) {",
                    "if (maxRestarts < 0) {",
                    "host.RestartPolicyTest#shouldStopAtOnceWhenTheInputTopicGrew"),
            of(
                    "a model without work is alive whatever waits for brokers",
                    "host/internals/watch/Progress.java",
                    "now.paused() || !now.asked() || isAnswering",
                    "now.paused() || now.pending() == 0 || isAnswering",
                    "host.internals.watch.ProgressTest#shouldNotCountTimeInWhichNoModelHasAnythingToDo"),
            of(
                    "a registry whose client drops the cause is waited for",
                    "streams/internals/outage/ServersFault.java",
                    "return status.isEmpty() || isServers",
                    "return status.isPresent() && isServers",
                    "streams.internals.outage.OutagesTest#shouldTakeWhatIsAwayForAnOutageHoweverDeepItIs"),
            of(
                    "a commit is told of only when it has succeeded",
                    "clients/FencedProducer.java",
                    "producer.commitTransaction();\n        Commits.ofThisThread().committed();",
                    "Commits.ofThisThread().committed();\n        producer.commitTransaction();",
                    "clients.CommitsTest#shouldTellOfTransactionsThatAreCommittedAndOfNoOther"),
            of(
                    "a tracer that fails harms no record",
                    "streams/tracing/SafeTracer.java",
                    "} catch (RuntimeException | LinkageError e) {",
                    "} catch (ArithmeticException e) {",
                    "topology.RecordTracerTest#shouldAnswerAllTheSameWhenATracerFails"),

            // no text where it does not belong
            of(
                    "Kafka Streams copies no records to a topic of its own",
                    "streams/config/HandlerChecks.java",
                    "if (topic != null) {",
                    "if (topic == key) {",
                    "config.CrossChecksTest#shouldRefuseADeadLetterTopicOfKafkaStreams"),
            of(
                    "messages of others, which may hold text, are not repeated",
                    "streams/internals/supervision/Failures.java",
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
                    "streams/internals/pending/PendingStore.java",
                    "store.put(key, envelope);",
                    "",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenTheCacheHoldsNothing",
                    "topology.TaskLifeIT#shouldAnswerEverythingOnceWhenPartitionsMoveWhileEventsAreInFlight",
                    "topology.TaskLifeIT#shouldGoOnFromAStandbyWhenTheOwnerIsKilled",
                    "topology.ExactlyOnceIT#shouldAnswerEachEventOnceWhenStoppedCleanlyWhileEventsAreInFlight",
                    "topology.SigkillIT#shouldAnswerEveryEventOnceInKeyOrderWhenKilledThreeTimes"),
            of(
                    "answer and removal from the store are one transaction",
                    "streams/internals/stage/TaskSession.java",
                    "deletes.released(record.storeKey(), pace.nanoTime());",
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
                    "streams/internals/flow/TaskBounds.java",
                    "private int records;",
                    "private static int records;",
                    "topology.TaskLifeIT#shouldAnswerEverythingWhenFourTasksOfOneThreadAreFull"),
            of(
                    "a full task is given nothing more",
                    "clients/PartitionGate.java",
                    "free.removeAll(stopped);",
                    "",
                    "topology.SlowModelIT#shouldHoldWhatTheModelAnswersInAFewSecondsAndNotTheWholeTopic"),
            of(
                    "a full task does not keep its thread from polling, committing and stopping",
                    "streams/internals/stage/TaskRoom.java",
                    "if (bounds.fits(bytes) || input.stop(this)) {",
                    "if (bounds.fits(bytes)) {",
                    "topology.SlowModelIT#shouldStopWithoutWorkingOffWhatWasPolled"),
            of(
                    "what came and went between two commits leaves no tombstone",
                    "streams/internals/pending/ChangelogSaving.java",
                    ".setFlushListener(flushed -> {}, false);",
                    ".name();",
                    "topology.TaskLifeIT#shouldLeaveNoTombstoneForARecordThatNeverReachedTheChangelog"),
            of(
                    "a job whose topic is gone ends",
                    "host/internals/watch/HostWatch.java",
                    "if (!gone.isEmpty()) {",
                    "if (gone.size() > 100) {",
                    "topology.OutageIT#shouldEndAndNameTheTopicWhenItsOutputIsDeleted"),
            of(
                    "a topic that grew is recognised",
                    "host/internals/PartitionsChanged.java",
                    "if (!refusal.find()) {",
                    "if (!refusal.matches()) {",
                    "topology.OperatorIT#shouldSayWhatToDoWhenTheInputTopicGrewAndLoseNothingWhenItIsDone"),
            of(
                    "what ran when the process died is known afterwards",
                    "streams/internals/supervision/CrashJournal.java",
                    "running.addAll(ids);\n        write();",
                    "running.addAll(ids);",
                    "topology.CrashIT#shouldDeadLetterTheTextThatHaltsTheProcessAndAnswerAllOthersOnce"),
            of(
                    "a suspect runs alone",
                    "streams/internals/stage/TaskSession.java",
                    "admitted.isSuspect()",
                    "false",
                    "topology.CrashIT#shouldDeadLetterTheTextThatHaltsTheProcessAndAnswerAllOthersOnce"),
            of(
                    "a process whose model hangs ends",
                    "streams/internals/supervision/CallWatch.java",
                    "onHung.accept(new ModelHungException(",
                    "onHung.andThen(hung -> {}).hashCode(); java.util.Objects.requireNonNull(new ModelHungException(",
                    "topology.CrashIT#shouldEndTheProcessWhenACallHangsAndDeadLetterTheTextThatDoesIt"));

    private static Sabotage of(String promise, String source, String original, String broken, String... tests) {
        return new Sabotage(promise, source, original, broken, List.of(tests));
    }
}
