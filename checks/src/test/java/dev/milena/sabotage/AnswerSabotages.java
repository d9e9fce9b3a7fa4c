// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** The answer is that of its own text, and says what was cut or could not be read. */
final class AnswerSabotages {
    private AnswerSabotages() {}

    static final List<Sabotage> ALL = List.of(
            // the answer is the one of its own text
            Sabotage.of(
                    "a result goes to the event it was computed for",
                    "batch/BatchRunner.java",
                    "O output = outputs.get(i);",
                    "O output = outputs.get(batch.size() - 1 - i);",
                    "topology.EnrichmentTopologyTest#shouldFormOneBatchOfEventsThatArriveTogether"),
            Sabotage.of(
                    "a batch with too few answers is a failed one",
                    "batch/BatchRunner.java",
                    "outputs == null || outputs.size() != inputs.size()",
                    "outputs == null",
                    "batch.DynamicBatcherTest#shouldTreatErrorsAndMissingOutputsAsFailuresOfABatch"),
            Sabotage.of(
                    "an output has the timestamp of its event",
                    "streams/internals/stage/Release.java",
                    "value, record.timestamp(), headers);",
                    "value, 0, headers);",
                    "topology.EnrichmentTopologyTest#shouldAnswerWithKeyTimestampAndHeadersOfTheEvent"),
            Sabotage.of(
                    "an output has the headers of its event",
                    "streams/internals/pending/PendingCodec.java",
                    "headers.add(string(), bytes());",
                    "new RecordHeaders().add(string(), bytes());",
                    "streams.internals.stage.StageProcessorTest#shouldAnswerARestoredRecordWithItsOwnKeyTimestampHeadersAndSource"),
            Sabotage.of(
                    "an answer that is drawn again is drawn by its event alone",
                    "streams/internals/stage/Extraction.java",
                    "identifiedBy(name)",
                    "identifiedBy(String.valueOf(System.nanoTime()))",
                    "topology.EnrichmentTopologyTest#shouldHandOnWhatTheEventWantsUnderItsOwnIdentity"),

            // a text is never cut in silence
            Sabotage.of(
                    "an answer says how much of a text was read",
                    "topology/Answers.java",
                    ".setSourceCut(answer.sourceCut() == null ? null : sources.of(answer.sourceCut()))",
                    "",
                    "topology.EnrichmentTopologyTest#shouldSayHowMuchOfATextWasReadWhenItWasCut"),
            Sabotage.of(
                    "a text is cut only where that is allowed",
                    "model/TextPreparation.java",
                    "overflow == TextOverflow.CUT ? TextCut",
                    "overflow != null ? TextCut",
                    "model.BundleTextModelTest#shouldNotTruncateWhenATextIsLong"),

            // what the vocabulary lacks is said
            Sabotage.of(
                    "an answer says which pieces of a text the model could not read",
                    "model/UnknownTokens.java",
                    "isUnread(token.id()) && !token.isSpecial()",
                    "isUnread(token.id()) && token.isSpecial()",
                    "model.UnknownTokensTest#shouldMergeNeighboursAndLeaveWhiteSpaceOut"),
            Sabotage.of(
                    "pieces that a tokenizer has and the vocabulary lacks are among them",
                    "model/UnknownTokens.java",
                    "return id >= known || isUnknown(id);",
                    "return id >= known + 1_000_000 || isUnknown(id);",
                    "model.UnknownTokensTest#shouldTakeIdsThatTheModelDoesNotHaveForUnknown",
                    "model.LackingPiecesTest#shouldNamePiecesWithTheirPlacesInTheText"),
            Sabotage.of(
                    "a target with such a piece costs itself alone",
                    "model/TargetPreparation.java",
                    "if (token.id() >= manifest.vocabularySizes().target()) {",
                    "if (token.id() < 0) {",
                    "model.LackingPiecesTest#shouldRefuseATargetThatHasALackingPiece"),
            Sabotage.of(
                    "an output says which pieces of its event the model could not read",
                    "topology/Answers.java",
                    ".setUnknownSpans(sources.of(answer.unknown().source()))",
                    "",
                    "topology.EnrichmentTopologyTest#shouldSayWhatTheVocabularyLacks"));
}
