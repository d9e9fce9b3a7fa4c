// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** The answer is that of its own text, and says what was cut or could not be read. */
final class AnswerSabotages {
    private static final String GLOSSARY = "topology.GlossaryTopologyTest#";

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

            // what a summary does not rest on is said
            Sabotage.of(
                    "an output names what a summary leaves out",
                    "topology/Answers.java",
                    ".setLeftOut(sources.of(answer.leftOut()))",
                    "",
                    "topology.LongTextTopologyTest#shouldNameWhatASummaryLeavesOut"),
            Sabotage.of(
                    "an excerpt names what it leaves out",
                    "document/Spans.java",
                    "between.add(Segmenter.trimmed(text, end, piece.start()));",
                    "",
                    "topology.LongTextTopologyTest#shouldNameWhatASummaryLeavesOut"),
            Sabotage.of(
                    "the sentences of an excerpt stand in their order",
                    "document/Excerpting.java",
                    "taken.stream().sorted(Comparator.comparingInt(Taken::sentence)).toList()",
                    "taken.stream().sorted(Comparator.comparingInt(Taken::sentence).reversed()).toList()",
                    "topology.LongTextTopologyTest#shouldNameWhatASummaryLeavesOut"),
            Sabotage.of(
                    "the summaries of parts are summarized",
                    "streams/internals/stage/Part.java",
                    "next = List.copyOf(asked);",
                    "",
                    "topology.LongTextTopologyTest#shouldSummarizePartsAndThenTheSummariesInTheOrderOfTheKey"),

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
                    "topology.EnrichmentTopologyTest#shouldSayWhatTheVocabularyLacks"),

            // what looks wrong is said
            Sabotage.of(
                    "an output says what looks wrong",
                    "topology/Answers.java",
                    ".setDoubts(doubts(answer.doubts(), sources, outputs))",
                    "",
                    "topology.DoubtTopologyTest#shouldSayWhatLooksWrongAndWhere"),
            Sabotage.of(
                    "a doubt says where in the whole text and the whole answer",
                    "document/Joining.java",
                    "doubts.add(moves.of(doubt))",
                    "doubts.add(doubt)",
                    "topology.DoubtTopologyTest#shouldSayWhatLooksWrongAndWhere"),
            Sabotage.of(
                    "a second answer takes the place of the first with fewer doubts only",
                    "inspection/DoubtPolicy.java",
                    "second.doubts().size() < first.doubts().size()",
                    "second.doubts().size() <= first.doubts().size()",
                    "topology.DoubtTopologyTest#shouldAnswerWithTheSecondTryWhereItHasFewerDoubtsInTheOrderOfTheKey"),
            Sabotage.of(
                    "an answer in doubt leaves for its quarantine alone",
                    "topology/OutputSettings.java",
                    "!quarantineTopic.isEmpty() && !answered",
                    "quarantineTopic.isEmpty() && !answered",
                    "topology.DoubtTopologyTest#shouldSendAnswersInDoubtToTheirTopicInsteadOfTheOthersAndInTheOrderOfTheKey"),
            Sabotage.of(
                    "a runaway that is refused does not leave",
                    "inspection/DoubtPolicy.java",
                    "return refusesRunaways && !inspected.scored()",
                    "return !refusesRunaways && !inspected.scored()",
                    "topology.DoubtTopologyTest#shouldMakeADeadLetterOfARunaway"),

            // what became of a term is said
            Sabotage.of(
                    "an output lists the terms of its event",
                    "topology/Answers.java",
                    ".setGlossaryHits(glossaryHits(answer.glossaryHits(), sources, outputs))",
                    "",
                    GLOSSARY + "shouldListEveryTermWithItsPlacesInTheWholeTextAndTheWholeAnswer"),
            Sabotage.of(
                    "a term that is missed is listed as well",
                    "document/Joining.java",
                    "answer.glossaryHits().forEach(hit",
                    "answer.glossaryHits().stream().filter(hit -> hit.output() != null).forEach(hit",
                    GLOSSARY + "shouldListEveryTermWithItsPlacesInTheWholeTextAndTheWholeAnswer"),
            Sabotage.of(
                    "a term is listed with its places in the whole text and the whole answer",
                    "document/Joining.java",
                    "hits.add(moves.of(hit))",
                    "hits.add(hit)",
                    GLOSSARY + "shouldListEveryTermWithItsPlacesInTheWholeTextAndTheWholeAnswer"),
            Sabotage.of(
                    "a glossary with a broken line is refused",
                    "glossary/TsvReader.java",
                    "throw new IllegalArgumentException(file + \", line \" + (i + 1) + \": \" + e.getMessage(), e);",
                    "continue;",
                    GLOSSARY + "shouldNotStartWithABrokenLine"),
            Sabotage.of(
                    "a record of the glossary's topic that cannot be used stops nothing",
                    "topology/GlossaryNode.java",
                    "catch (IllegalArgumentException | CharacterCodingException e)",
                    "catch (CharacterCodingException e)",
                    GLOSSARY + "shouldCountRecordsThatCannotBeUsedAndGoOn"));
}
