// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** Whose turn it is. */
final class FairnessSabotages {
    private FairnessSabotages() {}

    static final List<Sabotage> ALL = List.of(
            Sabotage.of(
                    "a flood is served by turns, not as it came",
                    "batch/Lane.java",
                    "add(item, item.item().claim().flow());",
                    "add(item, \"\");",
                    "batch.FairnessTest#shouldServeFlowsAlikeThatAlwaysHaveSomethingToDo",
                    "batch.FairnessTest#shouldDelayAFlowByOneBatchOfAFloodAtMost"),
            Sabotage.of(
                    "a flow pays for what it had",
                    "batch/Lane.java",
                    "flow.served() + cost);",
                    "flow.served());",
                    "batch.FairnessTest#shouldServeFlowsAlikeThatAlwaysHaveSomethingToDo"),
            Sabotage.of(
                    "who comes back just in time has had its turn",
                    "batch/Lane.java",
                    "            flow.wasServed(served);\n            ahead.add(flow);\n",
                    "            flows.remove(flow.name());\n",
                    "batch.FairnessTest#shouldNotLetAFlowThatComesBackJustInTimeStarveAnother"),
            Sabotage.of(
                    "a flow has its turn however many new ones come",
                    "batch/Lane.java",
                    "SHARERS = 32",
                    "SHARERS = 1_000_000_000",
                    "batch.FairnessTest#shouldLetAFlowStartOneOfManyBatchesHoweverManyNewOnesCome",
                    "batch.DynamicBatcherTest#shouldLetALongDocumentWaitForWhatComesLaterAndStillMoveOn"),
            Sabotage.of(
                    "a long document leaves the batches of others short",
                    "batch/GrowingBatch.java",
                    "if (others.isEmpty()) {",
                    "if (!items.isEmpty()) {",
                    "batch.FairnessTest#shouldDelayEventsBesideALongDocumentByTwoFullBatches"),
            Sabotage.of(
                    "a batch takes others before a long document",
                    "batch/Lane.java",
                    "flow.tokens() >= (long) FLOOD * budget.maxTokens()",
                    "flow.tokens() < 0",
                    "batch.FairnessTest#shouldDelayEventsBesideALongDocumentByTwoFullBatches"),
            Sabotage.of(
                    "only who has much left floods",
                    "batch/Lane.java",
                    "FLOOD = 2;",
                    "FLOOD = 0;",
                    "batch.FairnessTest#shouldFormBatchesOfManyAlikeFlowsThatAreWorthNearlyAsMuchAsThoseOfOne"),
            Sabotage.of(
                    "nothing is kept of a flow that has nothing queued",
                    "batch/Lane.java",
                    "size == 0 || flow.served() <= clock",
                    "flow.served() < 0",
                    "batch.FairnessTest#shouldKeepNothingOfFlowsWhenNothingWaits"),
            Sabotage.of(
                    "priorities share by their weights",
                    "batch/PriorityLanes.java",
                    "this.weight = weight;",
                    "this.weight = 1;",
                    "batch.PriorityLanesTest#shouldShareByWeightsWhenEveryPriorityHasMoreToDoThanTheModel"),
            Sabotage.of(
                    "low priority does not starve",
                    "batch/PriorityLanes.java",
                    ".min(Comparator.comparingDouble(each -> each.served))",
                    ".min(Comparator.comparingInt(each -> -each.weight))",
                    "batch.PriorityLanesTest#shouldShareByWeightsWhenEveryPriorityHasMoreToDoThanTheModel"),
            Sabotage.of(
                    "what an urgent record waits for is as urgent",
                    "streams/internals/stage/TaskSession.java",
                    "models.raise(this, line, priority);",
                    "",
                    "streams.internals.stage.ClaimsTest#shouldMakeWhatAnUrgentRecordWaitsForAsUrgent"),
            Sabotage.of(
                    "only what is less urgent is raised",
                    "batch/PriorityLanes.java",
                    "of(lower).lane.removeIf(condition)",
                    "of(lower).lane.removeIf(item -> true)",
                    "batch.PriorityLanesTest#shouldRaiseWhatWaitsBeforeSomethingMoreUrgent"),
            Sabotage.of(
                    "records without a key are strangers to each other",
                    "streams/internals/stage/Claims.java",
                    "key == null ? new Object() : line",
                    "line",
                    "streams.internals.stage.ClaimsTest#shouldGiveRecordsOfAKeyOneFlowAndThoseWithoutKeyOneEach"));
}
