// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;

/** Windows have the members that they should, close once, and lose nothing. */
final class WindowSabotages {
    private static final String ROOM = "streams/internals/windows/";
    private static final String REFERENCE = "testkit.WindowsReferenceTest#shouldHaveTheWindowsOfTheOfflineReference";
    private static final String TEST = "testkit.WindowsTest#";
    private static final String SUMMARIES = "testkit.WindowSummariesTest#";
    private static final String BUILT_IN = "topology.WindowTopologyTest#";
    private static final String BUILT_IN_REJECTIONS = "topology.WindowRejectionsTest#";

    private WindowSabotages() {}

    static final List<Sabotage> ALL = List.of(
            Sabotage.of(
                    "a window takes records within its grace period",
                    ROOM + "FixedWindows.java",
                    "start + sizeMs + graceMs, arrival.now()",
                    "start + sizeMs, arrival.now()",
                    REFERENCE),
            Sabotage.of(
                    "a record that a window no longer takes is not among its texts",
                    ROOM + "Closing.java",
                    "stored.removeIf(text -> text.sequence() > window.lastSequence());",
                    "",
                    TEST + "shouldNotPutALateTextIntoAWindowThatIsDue"),
            Sabotage.of(
                    "sessions that a record connects become one",
                    ROOM + "Sessions.java",
                    "&& timestamp <= each.last() + gapMs",
                    "&& timestamp < each.last()",
                    REFERENCE,
                    TEST + "shouldJoinSessionsThatARecordConnects"),
            Sabotage.of(
                    "a session that is closed is joined no more",
                    ROOM + "Sessions.java",
                    "if (!each.isClosed(arrival.streamTime())",
                    "if (each.records() > 0",
                    TEST + "shouldNotJoinASessionThatIsClosed"),
            Sabotage.of(
                    "texts that another window needs are kept when one closes",
                    ROOM + "Closing.java",
                    "next == null ? window.end() : next.start()",
                    "window.end()",
                    REFERENCE,
                    TEST + "shouldSummarizeEveryHoppingWindow"),
            Sabotage.of(
                    "nothing is kept of windows that are closed",
                    ROOM + "Closing.java",
                    "table.removeBefore(due.owner(), next == null ? window.end() : next.start());",
                    "",
                    TEST + "shouldKeepNothingOfWindowsThatAreClosed"),
            Sabotage.of(
                    "a late record is rejected and not lost",
                    ROOM + "CollectorSession.java",
                    "} catch (TextRefusedException e) {\n            reject(record, source, e);",
                    "} catch (TextRefusedException e) {\n            source.isPresent();",
                    TEST + "shouldRejectWhatComesWhenItsWindowIsClosed"),
            Sabotage.of(
                    "how far the stream is survives a crash",
                    ROOM + "Entrance.java",
                    "table.put(clock);",
                    "table.put(new Clock(Long.MIN_VALUE, clock.sequence()));",
                    REFERENCE,
                    TEST + "shouldRejectWhatComesWhenItsWindowIsClosed"),
            Sabotage.of(
                    "windows wait for room and are asked about later",
                    ROOM + "Closing.java",
                    "if (room() <= 0) {\n                    return true;",
                    "if (room() <= 0) {\n                    return false;",
                    TEST + "shouldAskAboutNoMoreWindowsAtOnceThanThereIsRoomFor"),
            Sabotage.of(
                    "a window waits for the story of the one before",
                    ROOM + "Closing.java",
                    "(!limits.isRolling() || !table.isAsked(Stories.owner(owner)))",
                    "limits != null",
                    SUMMARIES + "shouldWaitForTheStoryBeforeTheNextWindowOfItsKey"),
            Sabotage.of(
                    "a window that was refused does not hold up its key",
                    "streams/internals/windows/TellingSupplier.java",
                    "table.removeAsked(owner, window.start(), window.edition());",
                    "if (window.story() != null) {\n                    table.removeAsked(owner, window.start(), window.edition());\n                }",
                    SUMMARIES + "shouldRefuseAWindowThatBreaksItsModelAndNoOther"),
            Sabotage.of(
                    "a window whose key's serde was away for a moment is told to its store",
                    ROOM + "TellingSupplier.java",
                    "return Blame.on(\n                            \"The key serde of '\" + spec.name() + \"'\",\n                            () -> spec.keySerde().serializer().serialize(topic, new RecordHeaders(), key));",
                    "if (spec.limits() == null) {\n                        Blame.on(\"\", () -> key);\n                    }\n                    return spec.keySerde().serializer().serialize(topic, new RecordHeaders(), key);",
                    "testkit.WindowFunctionsTest#shouldWriteAKeyAgainWhenItsSerdeWasAway"),
            Sabotage.of(
                    "early updates come when they are due",
                    ROOM + "Closing.java",
                    "table.updateAt(window.toldAt() + limits.updateMs(), owner",
                    "table.updateAt(window.toldAt(), owner",
                    TEST + "shouldTellEarlyAsTimePassesAndNeverMoreOften"),
            Sabotage.of(
                    "a window with nothing readable says so once, when it closes",
                    "topology/WindowWriter.java",
                    "if (summary.answer() != null || !window.isFinal()) {",
                    "if (summary.answer() != null) {",
                    BUILT_IN_REJECTIONS + "shouldSayWhenAWindowHoldsNothingReadable"),
            Sabotage.of(
                    "the words that a summary rests on stand in the member's own text",
                    "topology/Windows.java",
                    "offsets.of(start + part.span().start()) - before",
                    "offsets.of(start + part.span().start())",
                    BUILT_IN + "shouldNameTheWordsThatASummaryRestsOnInTheUnitOfTheOutputs"),
            Sabotage.of(
                    "a time that stands in the place of another closes no window",
                    "topology/WindowTopology.java",
                    "(key, event) -> event.originalTimestamp() == null",
                    "(key, event) -> true",
                    BUILT_IN_REJECTIONS + "shouldRefuseTimesThatNoOutputWouldTakeAndCloseNothing"),
            Sabotage.of(
                    "what the topology of windows refuses is counted",
                    "topology/WindowTopology.java",
                    "models.observer().refused(EnrichmentTopology.SUMMARIES, refusal.code())",
                    "models.names()",
                    BUILT_IN_REJECTIONS + "shouldSayWhenAWindowHoldsNothingReadable"),
            Sabotage.of(
                    "a late event that its topic would not take is a dead letter",
                    "topology/LateEvents.java",
                    "record.headers()) <= most",
                    "record.headers()) >= 0",
                    BUILT_IN_REJECTIONS + "shouldMakeDeadLettersOfLateEventsThatTheirTopicWouldNotTake"),
            Sabotage.of(
                    "a summary that its topic would not take is refused, and its window named",
                    "topology/WindowWriter.java",
                    "if (size > most) {",
                    "if (size < 0) {",
                    BUILT_IN + "shouldRefuseASummaryThatItsTopicWouldNotTake"));
}
