// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** Nothing comes twice. */
final class RepetitionSabotages {
    private RepetitionSabotages() {}

    static final List<Sabotage> ALL = List.of(
            Sabotage.of(
                    "clients whose transactions nobody checks are refused",
                    "streams/config/ClientChecks.java",
                    "if (suppliesThem && !FencedClients.class.isAssignableFrom(clients)) {",
                    "if (suppliesThem && streams.originals() == null) {",
                    "config.CrossChecksTest#shouldRefuseClientsWhoseTransactionsNobodyChecks"),
            Sabotage.of(
                    "a transaction without offsets states what is committed",
                    "clients/FencedProducer.java",
                    ".filter(entry -> entry.getValue() != null)",
                    ".filter(entry -> entry.getValue() == null)",
                    "clients.FencedProducerTest#shouldStateOneCommittedOffsetAgainAsItIs"),
            Sabotage.of(
                    "answer and removal from the store are one transaction",
                    "streams/internals/stage/TaskSession.java",
                    "deletes.released(record.storeKey(), pace.nanoTime());",
                    "",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake",
                    "streams.internals.stage.StageProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewRecords"),
            Sabotage.of(
                    "an event that is restored and read again is taken once",
                    "streams/internals/stage/TaskSession.java",
                    "if (stored != null && readAgain != null && readAgain.claims(stored)) {",
                    "if (stored == null) {",
                    "streams.internals.stage.RecordIdentityTest#shouldTakeARecordOnceWhenItIsRestoredAndReadAgain"),
            Sabotage.of(
                    "a result of an earlier life of a task goes nowhere",
                    "streams/internals/flow/Completions.java",
                    "        closed = true;\n        queue.clear();",
                    "",
                    "streams.internals.stage.StageProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            Sabotage.of(
                    "a closed task takes back what it has queued",
                    "streams/internals/stage/TaskSession.java",
                    "models.withdraw(this);",
                    "",
                    "streams.internals.stage.StageProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            Sabotage.of(
                    "a closed task does not tick",
                    "streams/internals/stage/StageProcessor.java",
                    "public void close() {\n        stopTicking();",
                    "public void close() {",
                    "streams.internals.stage.StageProcessorTest#shouldDropAResultOfAnEarlierGenerationAndComputeItAgain"),
            Sabotage.of(
                    "a closed task takes back nothing of another",
                    "batch/LengthQueues.java",
                    "queued.item().owner() == owner",
                    "owner != null",
                    "batch.DynamicBatcherTest#shouldTakeBackExactlyTheItemsOfAnOwner"),
            Sabotage.of(
                    "a record of the same source and another content is taken",
                    "streams/internals/pending/PendingStore.java",
                    "&& Arrays.equals(PendingCodec.decode(key, envelope).value(), value)",
                    "",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeARecordOfTheSameSourceWhenItsContentIsAnother"),
            Sabotage.of(
                    "several records that come of one are told apart",
                    "streams/internals/pending/Identities.java",
                    "ordinal = source.equals(last) ? ordinal + 1 : 0;",
                    "ordinal = 0;",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeEveryRecordWhenSeveralComeOfOneSourceRecord",
                    "streams.internals.pending.IdentitiesTest#shouldCountTheRecordsThatComeOfOneSourceRecord"),
            Sabotage.of(
                    "a record that another stage releases is named after its own origin",
                    "streams/internals/pending/Identities.java",
                    "if (origin != null) {",
                    "if (ordinal < -1) {",
                    "streams.internals.pending.IdentitiesTest"
                            + "#shouldNameARecordAfterTheOneThatAStageReleasesWhateverStreamsSays"),
            Sabotage.of(
                    "records of which only the content is known are never taken for one another",
                    "streams/internals/pending/Identities.java",
                    "timestamp), false), null);",
                    "timestamp), true), null);",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldNeverTakeARecordWithoutASourceForOneThatIsReadAgain"),
            Sabotage.of(
                    "under exactly once nothing is taken for a record that is read again",
                    "streams/internals/stage/TaskSession.java",
                    "settings.exactlyOnce() ? null : new ReadAgain(store)",
                    "new ReadAgain(store)",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeARecordThatEqualsARestoredOneUnderExactlyOnce"),
            Sabotage.of(
                    "equal records of one name are all taken",
                    "streams/internals/stage/ReadAgain.java",
                    "first.ifPresent(same::remove);",
                    "",
                    "streams.internals.stage.RecordIdentityTest"
                            + "#shouldTakeAsManyAsAreReadWhenEqualOnesOfOneNameWereRestored"),
            Sabotage.of(
                    "two stages that make something of one record are told apart",
                    "streams/internals/pending/Origin.java",
                    "record.identity().name() + \"/\" + stage,",
                    "record.identity().name(),",
                    "streams.internals.pending.IdentitiesTest#shouldTellApartWhatTwoStagesMakeOfOneRecord"),
            Sabotage.of(
                    "the headers of a pending record are its own",
                    "streams/internals/stage/Intake.java",
                    "Headers headers = new RecordHeaders(input.headers().toArray());",
                    "Headers headers = input.headers();",
                    "streams.internals.stage.StageProcessorTest#shouldNotShareTheHeadersOfARecordWithItsSiblings"),
            Sabotage.of(
                    "what an older build left pending is answered",
                    "streams/internals/pending/PendingCodec.java",
                    "case VERSION_WITHOUT_IDENTITY -> older(key, in);",
                    "case -1 -> older(key, in);",
                    "streams.internals.stage.StageProcessorTest"
                            + "#shouldAnswerWhatTheOlderFormatHoldsAheadOfEverythingElse"));
}
