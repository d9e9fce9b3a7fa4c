// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** The order of a key. */
final class OrderSabotages {
    private OrderSabotages() {}

    static final List<Sabotage> ALL = List.of(
            Sabotage.of(
                    "a record that is not asked about waits for those of its key",
                    "streams/internals/stage/TaskSession.java",
                    "!texts.isAsked() && !order.holds(KeyLine.of(record.keyBytes()))",
                    "!texts.isAsked()",
                    "streams.internals.stage.StageProcessorTest"
                            + "#shouldLetARecordWithoutAValuePassAtOnceUnlessOthersOfItsKeyWait"),
            Sabotage.of(
                    "a finished event waits for the head of its line",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "ByteBuffer.allocate(8).putLong(0, System.nanoTime())",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey",
                    "topology.OrderTest#shouldKeepTheOrderWhenAnEventFailsInTheModel",
                    "topology.OrderTest#shouldKeepEveryOrderWhateverTheOrderOfFinishing"),
            Sabotage.of(
                    "events without a key keep their order",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "key == null ? ByteBuffer.allocate(8).putLong(0, System.nanoTime()) : ByteBuffer.wrap(key)",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey"),
            Sabotage.of(
                    "an empty key is not a missing one",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "ByteBuffer.wrap(key == null ? new byte[0] : key)",
                    "topology.OrderTest#shouldKeepTheOrderOfEventsWithoutAKey"),
            Sabotage.of(
                    "other keys overtake a head that is not finished",
                    "streams/internals/release/KeyLine.java",
                    "key == null ? null : ByteBuffer.wrap(key)",
                    "null",
                    "topology.OrderTest#shouldKeepTheOrderOfAKeyAndLetOtherKeysOvertake"),
            Sabotage.of(
                    "what is restored keeps the order in which it came",
                    "streams/internals/pending/PendingCodec.java",
                    ".putLong(sequence)",
                    ".putLong(-sequence)",
                    "streams.internals.stage.StageProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewRecords",
                    "streams.internals.pending.PendingCodecTest#shouldSortWhatVersion1WroteBeforeEverythingElse"),
            Sabotage.of(
                    "what is restored goes ahead of what is new",
                    "streams/internals/stage/TaskSession.java",
                    "batcher.offerFirst(item(entry, segment), rank);",
                    "batcher.offer(item(entry, segment));",
                    "streams.internals.stage.StageProcessorTest#shouldOfferWhatItRestoredInOrderAndAheadOfNewRecords"),
            Sabotage.of(
                    "tasks that come back with pending events take turns",
                    "streams/internals/stage/TaskSession.java",
                    "offerFirst(item(entry, segment), rank)",
                    "offerFirst(item(entry, segment), 0)",
                    "streams.internals.stage.BoundedTaskTest#shouldTakeTurnsWithAnotherTaskWhenBothComeBackWithPendingEvents"),
            Sabotage.of(
                    "a batch is filled by rank where there are ranks",
                    "batch/Lane.java",
                    "add(item, item.rank());",
                    "add(item, this);",
                    "batch.DynamicBatcherTest#shouldLetOwnersTakeTurnsInTheFirstLane"),
            Sabotage.of(
                    "the oldest of a task goes first when others came back before it",
                    "batch/Flow.java",
                    "return Integer.compare(one.rank, other.rank);",
                    "return Long.compare(one.number, other.number);",
                    "batch.DynamicBatcherTest#shouldLetALowerRankGoFirstThatComesLater"),
            Sabotage.of(
                    "an output goes to the partition of its event",
                    "topology/SourcePartitioner.java",
                    "value.sourcePartition() % numPartitions",
                    "0",
                    "topology.SourcePartitionerTest#shouldKeepThePartitionWhenTheTopicHasAsMany"),
            Sabotage.of(
                    "a long text waits for the linger and two batches at most",
                    "batch/Lane.java",
                    "return take(flow, length);",
                    "return take(lengths().longerThan(0));",
                    "batch.BatchScheduleTest#shouldNotStarveALongTextUnderAFloodOfShortOnes",
                    "batch.DynamicBatcherTest#shouldStartFromTheOldestItemEvenWhenOthersFillABatch"),
            Sabotage.of(
                    "a batch that is not full waits for the one that runs",
                    "batch/DynamicBatcher.java",
                    "running > 0 ? HELD_LINGERS * lingerNanos : 0",
                    "0",
                    "batch.BatcherThreadsTest#shouldHoldABatchThatIsNotFullWhileAnotherRunsUntilItIsFull",
                    "batch.BatcherThreadsTest#shouldHoldABatchForTenLingersOnlyWhenTheOtherDoesNotEnd"));
}
