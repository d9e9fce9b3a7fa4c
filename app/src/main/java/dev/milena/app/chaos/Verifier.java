// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Compares what was committed with what has to be there, from nothing but the events and the outputs. Each event is owed
 * one output, or so many in order, with its key, in its partition, with the content that its text gives, and after the
 * outputs of all earlier events of its key. Use it once; one thread.
 */
final class Verifier {
    private static final int EXAMPLES = 5;

    private final Map<Coordinates, Sent> owed = new HashMap<>();
    private final Expected expected;
    private final int parts;
    private final Set<Owed> seen = new HashSet<>();
    private final Map<Line, Long> last = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private int duplicated;
    private int inversions;
    private int wrong;
    private int unknown;

    /**
     * @param sent all events
     * @param expected the content that is owed to an event
     * @param parts how many outputs an event is owed
     */
    Verifier(List<Sent> sent, Expected expected, int parts) {
        this.expected = expected;
        this.parts = parts;
        sent.forEach(event -> owed.put(new Coordinates(event.partition(), event.offset()), event));
    }

    private record Coordinates(int partition, long offset) {}

    /** One output of an event. */
    private record Owed(Coordinates event, int part) {}

    /** The content that an output has to have. */
    interface Expected {
        /**
         * That content.
         *
         * @param number of the event
         * @param part which of the event's outputs it is, from 0
         */
        String of(int number, int part);
    }

    /** What keeps its order: answers, and dead letters, each in their own topic, of one key from one partition. */
    private record Line(boolean refused, int outputPartition, int partition, String key) {}

    /**
     * What was found.
     *
     * @param lost outputs that are missing
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
                .flatMap(event -> IntStream.range(0, parts).mapToObj(part -> new Owed(event, part)))
                .filter(output -> !seen.contains(output))
                .limit(EXAMPLES)
                .forEach(output -> example("lost", output));
        return new Findings(
                owed.size() * parts - seen.size(), duplicated, inversions, wrong, unknown, List.copyOf(examples));
    }

    private void look(Output output) {
        Coordinates event = new Coordinates(output.sourcePartition(), output.sourceOffset());
        Owed owing = new Owed(event, output.part());
        Sent sent = owed.get(event);
        if (sent == null || output.part() < 0 || output.part() >= parts) {
            unknown++;
            example("unknown", owing);
            return;
        }
        if (!expected.of(sent.number(), output.part()).equals(output.content())
                || !sent.key().equals(output.key())
                || sent.partition() != output.partition()) {
            wrong++;
            example("wrong", owing);
        }
        if (!seen.add(owing)) {
            duplicated++;
            example("duplicated", owing);
            return; // a repeated answer is late by nature, which is not a second fault
        }
        Line line = new Line(output.refused(), output.partition(), output.sourcePartition(), sent.key());
        long place = event.offset() * parts + output.part();
        Long before = last.get(line);
        if (before != null && before > place) {
            inversions++;
            example("after offset " + before / parts + " of its key", owing);
        } else {
            last.put(line, place);
        }
    }

    private void example(String what, Owed output) {
        if (examples.size() < EXAMPLES) {
            Coordinates event = output.event();
            examples.add(
                    event.partition() + "@" + event.offset() + (parts == 1 ? "" : "#" + output.part()) + " " + what);
        }
    }
}
