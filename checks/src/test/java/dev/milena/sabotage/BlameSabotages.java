// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** One bad text costs itself alone, a broken engine costs nobody, and nothing makes a crash loop. */
final class BlameSabotages {
    private BlameSabotages() {}

    static final List<Sabotage> ALL = List.of(
            // one bad text costs itself alone
            Sabotage.of(
                    "one text that breaks a batch costs itself alone",
                    "batch/BatchRunner.java",
                    "if (batch.size() == 1) {\n            complete(batch.get(0), null, outcome.failure());",
                    "if (batch.size() >= 1) {\n            batch.forEach(item -> complete(item, null, outcome.failure()));",
                    "topology.BadInputTest#shouldRefuseOnlyThePoisonWhenItSharesABatch",
                    "batch.DynamicBatcherTest#shouldFailOnlyTheItemsThatBreakABatch"),
            Sabotage.of(
                    "the second half of a failed batch is looked at when the first half works",
                    "batch/BatchRunner.java",
                    "            bisect(second);",
                    "            second.forEach(item -> complete(item, null, new IllegalStateException()));",
                    "batch.DynamicBatcherTest#shouldFailOnlyTheItemsThatBreakABatch"),
            Sabotage.of(
                    "invisible characters are refused where the setting says so",
                    "streams/internals/admission/TextLimits.java",
                    "if (first >= 0) {",
                    "if (first > 1_000_000) {",
                    "streams.internals.admission.TextLimitsTest#shouldRefuseInvisibleCharactersOnlyWhenAskedTo"),
            Sabotage.of(
                    "a text without an answer of its own runs alone",
                    "batch/BatchRunner.java",
                    "failed.forEach(item -> runOrSplit(List.of(item)));",
                    "",
                    "batch.DynamicBatcherTest#shouldRunOnlyWhatHasNoOutputAlone"),
            Sabotage.of(
                    "the answers of a batch of which some texts failed are kept",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (texts.size() == 1) {",
                    "if (true) {",
                    "streams.internals.supervision.ModelGuardTest#shouldKeepTheAnswersOfABatchOfWhichSomeTextsFailed"),
            Sabotage.of(
                    "a dead letter names the coordinates of its own event",
                    "topology/Refused.java",
                    "source.offset(),",
                    "source.offset() + 1,",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel"),
            Sabotage.of(
                    "what is too large for the changelog becomes a dead letter before it is sent",
                    "streams/internals/pending/PendingStore.java",
                    "size > maxRecordBytes",
                    "size < 0",
                    "topology.BadInputTest#shouldRefuseWhenTheEnvelopeIsTooLargeForTheChangelog"),
            Sabotage.of(
                    "an answer that is too large becomes a dead letter before it is sent",
                    "topology/AnswerWriter.java",
                    "if (size > most)",
                    "if (size < 0)",
                    "topology.EnrichmentTopologyTest#shouldDeadLetterTheEventWhenItsAnswerIsTooLarge"),
            Sabotage.of(
                    "an attention map that is too large costs itself alone",
                    "topology/AnswerWriter.java",
                    "RecordSize.upperBound(record.key(), bytes, headers) <= limits.attention()",
                    "limits.attention() >= 0",
                    "topology.EnrichmentTopologyTest#shouldDropOnlyTheAttentionMapWhenItIsTooLarge"),
            Sabotage.of(
                    "a text that is not UTF-8 is refused, not repaired",
                    "serde/StrictReader.java",
                    "return StandardCharsets.UTF_8\n                    .newDecoder()",
                    "if (true) { return bytes.toString(); }\n            return StandardCharsets.UTF_8.newDecoder()",
                    "topology.BadInputTest#shouldRefuseWhenTheTextHoldsAnUnpairedSurrogate"),
            Sabotage.of(
                    "a text with NUL is refused",
                    "api/WellFormedText.java",
                    "unit == 0",
                    "unit < 0",
                    "topology.BadInputTest#shouldRefuseWhenTheTextHoldsNul"),

            // a broken engine is not the events' fault
            Sabotage.of(
                    "a broken engine is rebuilt",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (works()) {",
                    "if (works() || true) {",
                    "streams.internals.supervision.ModelGuardTest#shouldAnswerWithANewEngineWhenTheOldOneBroke",
                    "streams.internals.supervision.ModelGuardTest#shouldTryAgainWhenRebuildingFails"),
            Sabotage.of(
                    "an engine that works is not rebuilt",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (works()) {",
                    "if (works() && false) {",
                    "streams.internals.supervision.ModelGuardTest#shouldBlameTheTextWhenTheEngineWorks"),
            Sabotage.of(
                    "an answer that is no number is a failure",
                    "streams/internals/supervision/ModelGuard.java",
                    "answers.replaceAll(answer -> isSound(answer) ? answer : null);",
                    "",
                    "streams.internals.supervision.ModelGuardTest#shouldRebuildWhenTheEngineReturnsNumbersThatAreNone"),
            Sabotage.of(
                    "a text that breaks the new engine too leaves a working one",
                    "streams/internals/supervision/ModelGuard.java",
                    "boolean broken = repaired(again);",
                    "boolean broken = false;",
                    "streams.internals.supervision.ModelGuardTest#shouldBlameTheTextAndLeaveAWorkingEngineWhenItBreaksTheNewOneToo"),
            Sabotage.of(
                    "a batch that is given up while the engine is broken blames nobody",
                    "batch/BatchRunner.java",
                    "} catch (BatchAbandonedException e) {\n            throw e;",
                    "} catch (BatchAbandonedException e) {\n            return failed(e.toString());",
                    "batch.DynamicBatcherTest#shouldTellNobodyWhenABatchIsGivenUp"),
            Sabotage.of(
                    "a batch that fails is halved before the engine is blamed",
                    "streams/internals/supervision/ModelGuard.java",
                    "if (batch.size() > 1) {",
                    "if (batch.isEmpty()) {",
                    "streams.internals.supervision.ModelGuardTest#shouldLeaveTheSearchToTheBatcherWhenABatchFails"),
            Sabotage.of(
                    "a text is not blamed for an engine that another one broke",
                    "streams/internals/supervision/ModelGuard.java",
                    "engine == rebuilt.get() && !repaired(failure)",
                    "!repaired(failure)",
                    "streams.internals.supervision.ModelGuardTest"
                            + "#shouldGiveATextASecondChanceWhenAnotherBrokeItsEngineMeanwhile"),
            Sabotage.of(
                    "a suspect runs while nothing else does",
                    "streams/internals/supervision/ModelGuard.java",
                    "isSuspected(batch) ? calls.writeLock() : calls.readLock()",
                    "calls.readLock()",
                    "streams.internals.supervision.ModelGuardTest#shouldRunASuspectWhileNoOtherCallOfAnyModelDoes"),
            Sabotage.of(
                    "a rebuild that takes long is no call that hangs",
                    "streams/internals/supervision/CallWatch.java",
                    " && !rebuilding.contains(call.model)",
                    "",
                    "streams.internals.supervision.CallWatchTest#shouldNotCountTimeInWhichTheModelIsRebuilt"),
            Sabotage.of(
                    "a worker that dies is heard",
                    "batch/DynamicBatcher.java",
                    "onDeath.accept(e);",
                    "",
                    "batch.BatcherThreadsTest#shouldTellWhenAWorkerDies"),

            // no crash loop
            Sabotage.of(
                    "what ran when the process died is known afterwards",
                    "streams/internals/supervision/CrashJournal.java",
                    "running.addAll(ids);\n        write();",
                    "running.addAll(ids);",
                    "streams.internals.supervision.CrashJournalTest#shouldCountTheDeathsOfWhatWasRunning"),
            Sabotage.of(
                    "a suspect that came out of the model is cleared",
                    "streams/internals/supervision/CrashJournal.java",
                    "suspects.keySet().removeAll(ids);",
                    "",
                    "streams.internals.supervision.CrashJournalTest#shouldClearASuspectWhenItCameOutOfTheModel"),
            Sabotage.of(
                    "a damaged journal suspects nobody",
                    "streams/internals/supervision/CrashJournal.java",
                    "return crc == crc(content) ? content : null;",
                    "return content;",
                    "streams.internals.supervision.CrashJournalTest#shouldSuspectNobodyWhenTheFileIsDamagedAnywhere"),
            Sabotage.of(
                    "a suspect runs alone",
                    "batch/LengthQueues.java",
                    "if (item.item().alone()) {",
                    "if (item.sequence() < 0) {",
                    "batch.DynamicBatcherTest#shouldRunAnItemAloneAndBeforeAllThatMayShare"),
            Sabotage.of(
                    "a call that came back does not count as hung",
                    "streams/internals/supervision/CallWatch.java",
                    "watch.calls.remove(this);",
                    "",
                    "streams.internals.supervision.CallWatchTest#shouldSayNothingOfCallsThatCameBack"),
            Sabotage.of(
                    "a process that slept has no hung call",
                    "streams/internals/supervision/AwakeTime.java",
                    "Math.min(nowNanos - lastLook, mostNanos)",
                    "nowNanos - lastLook",
                    "streams.internals.supervision.AwakeTimeTest#shouldCountLittleOfTheTimeInWhichTheProcessSlept"),
            Sabotage.of(
                    "another text does not inherit what one did under its id",
                    "streams/internals/supervision/AskedText.java",
                    "return id + \"~\" + Long.toHexString(crc.getValue());",
                    "return id;",
                    "streams.internals.supervision.AskedTextTest#shouldNotInheritWhatAnotherTextDidUnderTheSameId"));
}
