// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** Nothing is lost, and no document is torn. */
final class LossSabotages {
    private LossSabotages() {}

    static final List<Sabotage> ALL = List.of(
            // nothing is lost
            Sabotage.of(
                    "an event is in the pending store before anything can wait",
                    "streams/internals/pending/PendingStore.java",
                    "store.put(key, envelope);",
                    "",
                    "topology.EnrichmentTopologyTest#shouldKeepTheEventUntilItIsAnswered"),
            Sabotage.of(
                    "an event is kept before its task waits for room",
                    "streams/internals/stage/TaskSession.java",
                    "PendingStore.Kept kept = store.put(stored);",
                    "room.make(record.bytes(), metadata, this::work); PendingStore.Kept kept = store.put(stored);",
                    "topology.OrderTest#shouldGiveUpLoudlyAndLoseNothingWhenTheTaskStaysFull"),
            Sabotage.of(
                    "under at_least_once an entry stays until its output is acknowledged",
                    "streams/internals/stage/TaskSession.java",
                    "DeferredDeletes.after(settings.acknowledgedAfter(), store::delete)",
                    "DeferredDeletes.atOnce(store::delete)",
                    "topology.EnrichmentTopologyTest"
                            + "#shouldKeepAnsweredEntriesUntilTheirSendMustBeAcknowledgedUnderAtLeastOnce"),
            Sabotage.of(
                    "an entry of another version stops the application and stays",
                    "streams/internals/pending/PendingCodec.java",
                    "case VERSION -> current(in);",
                    "case VERSION, VERSION + 1, VERSION + 7 -> current(in);",
                    "streams.internals.stage.StageProcessorTest#shouldStopAndKeepEverythingWhenAnEntryWasWrittenByAnotherVersion",
                    "streams.internals.pending.PendingCodecTest#shouldNameBothVersionsWhenWrittenByAnotherBuild"),
            Sabotage.of(
                    "a damaged entry is not taken for a whole one",
                    "streams/internals/pending/PendingCodec.java",
                    "if (in.hasRemaining()) {\n                throw",
                    "if (in.limit() < 0) {\n                throw",
                    "streams.internals.pending.PendingCodecTest#shouldRefuseWhenCutAnywhereOrTooLong"),
            Sabotage.of(
                    "an application whose store cannot be read does not restart",
                    "host/RestartPolicy.java",
                    "if (cause instanceof UnreadablePendingException)",
                    "if (maxRestarts < 0)",
                    "host.RestartPolicyTest#shouldStopAtOnceWhenTheStoreCannotBeRead"),
            Sabotage.of(
                    "a handler that goes on after an error is refused",
                    "streams/config/HandlerChecks.java",
                    "if (!allowed.isAssignableFrom(handler))",
                    "if (handler == null)",
                    "config.CrossChecksTest#shouldRefuseAHandlerThatContinues"),

            // a document is never torn
            Sabotage.of(
                    "what stands between two segments stands between their answers",
                    "document/Joining.java",
                    "output.append(text, from, to);",
                    "output.append(' ');",
                    "topology.DocumentTopologyTest#shouldAnswerAParagraphWithTheSpansOfAllItsSentences"),
            Sabotage.of(
                    "one segment that cannot be answered costs its event, unless it may stay",
                    "document/Document.java",
                    "if (refusal != null && !keeps) {",
                    "if (refusal != null && results.isEmpty()) {",
                    "topology.DocumentTopologyTest#shouldRefuseTheEventWhenTheModelFailsOnOneSegment",
                    "topology.DocumentTopologyTest#shouldRefuseAnEventNoneOfWhoseSegmentsIsAnswered"),
            Sabotage.of(
                    "each answer goes to the place of its segment",
                    "streams/internals/stage/Part.java",
                    "results.set(segment.index(), outcome);",
                    "results.set(results.indexOf(null), outcome);",
                    "topology.DocumentTopologyTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake"),
            Sabotage.of(
                    "a sentence with too many tokens is split",
                    "document/Division.java",
                    "if (e.code() != RefusalCode.TOO_MANY_TOKENS) {",
                    "if (e.code() != RefusalCode.UNKNOWN) {",
                    "topology.DocumentTopologyTest#shouldSplitASentenceThatIsTooLongAndSayWhere"),
            Sabotage.of(
                    "a long document lets what comes later go first",
                    "batch/Flow.java",
                    "Double.compare(one.served, other.served)",
                    "Long.compare(one.number, other.number)",
                    "batch.DynamicBatcherTest#shouldLetALongDocumentWaitForWhatComesLaterAndStillMoveOn"));
}
