// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Compares what was committed with what has to be there, from nothing but the events and the outputs. Each event is owed
 * one output, with its key, in its partition, with the content that its text gives, and after the outputs of all earlier
 * events of its key. Use it once; one thread.
 */
final class Verifier {
    private static final int EXAMPLES = 5;

    private final Map<Coordinates, Sent> owed = new HashMap<>();
    private final IntFunction<String> expected;
    private final Set<Coordinates> seen = new HashSet<>();
    private final Map<Line, Long> last = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private int duplicated;
    private int inversions;
    private int wrong;
    private int unknown;

    /**
     * @param sent all events
     * @param expected the content that is owed to an event, by its number
     */
    Verifier(List<Sent> sent, IntFunction<String> expected) {
        this.expected = expected;
        sent.forEach(event -> owed.put(new Coordinates(event.partition(), event.offset()), event));
    }

    private record Coordinates(int partition, long offset) {}

    /** What keeps its order: answers, and dead letters, each in their own topic, of one key from one partition. */
    private record Line(boolean refused, int outputPartition, int partition, String key) {}

    /**
     * What was found.
     *
     * @param lost events without an output
     * @param duplicated outputs beyond the first of an event
     * @param inversions outputs that come after one of a later event of their key
     * @param wrong outputs whose content, key or partition is not what the event is owed
     * @param unknown outputs of events that nobody sent
     * @param examples a few of them, without text
     */
    record Findings(int lost, int duplicated, int inversions, int wrong, int unknown, List<String> examples) {

        boolean nothingLost() {
            return lost == 0 && wrong == 0 && unknown == 0;
        }

        boolean none() {
            return nothingLost() && duplicated == 0 && inversions == 0;
        }
    }

    /**
     * Looks at all outputs.
     *
     * @param outputs each partition in the order of its log
     */
    Findings verify(List<Output> outputs) {
        outputs.forEach(this::look);
        owed.keySet().stream()
                .filter(event -> !seen.contains(event))
                .limit(EXAMPLES)
                .forEach(event -> example("lost", event));
        return new Findings(owed.size() - known(), duplicated, inversions, wrong, unknown, List.copyOf(examples));
    }

    private int known() {
        return (int) seen.stream().filter(owed::containsKey).count();
    }

    private void look(Output output) {
        Coordinates event = new Coordinates(output.sourcePartition(), output.sourceOffset());
        Sent sent = owed.get(event);
        if (sent == null) {
            unknown++;
            example("unknown", event);
            return;
        }
        if (!expected.apply(sent.number()).equals(output.content())
                || !sent.key().equals(output.key())
                || sent.partition() != output.partition()) {
            wrong++;
            example("wrong", event);
        }
        if (!seen.add(event)) {
            duplicated++;
            example("duplicated", event);
            return; // a repeated answer is late by nature, which is not a second fault
        }
        Line line = new Line(output.refused(), output.partition(), output.sourcePartition(), sent.key());
        Long before = last.get(line);
        if (before != null && before > event.offset()) {
            inversions++;
            example("after offset " + before + " of its key", event);
        } else {
            last.put(line, event.offset());
        }
    }

    private void example(String what, Coordinates event) {
        if (examples.size() < EXAMPLES) {
            examples.add(event.partition() + "@" + event.offset() + " " + what);
        }
    }
}
