// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.chaos.Verifier.Findings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The verifier is shown every fault that it is there to find: one that was green here would prove nothing. */
class VerifierTest {
    private static final int EVENTS = 60;
    private static final int PARTITIONS = 3;
    private static final int KEYS = 7;

    private final List<Sent> sent = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    @BeforeEach
    void answerEverything() {
        long[] offsets = new long[PARTITIONS];
        for (int number = 0; number < EVENTS; number++) {
            int key = number % KEYS;
            int partition = key % PARTITIONS;
            Sent event = new Sent(number, "k" + key, partition, offsets[partition]++);
            sent.add(event);
            outputs.add(answer(event));
        }
    }

    private static Output answer(Sent event) {
        return new Output(
                event.partition(), event.key(), event.partition(), event.offset(), 0, content(event.number()));
    }

    private static String content(int number) {
        return "answer " + number;
    }

    private Findings verify() {
        return new Verifier(sent, (number, part) -> content(number), 1).verify(outputs);
    }

    @Test
    void shouldFindNothingWhenEverythingIsAsItHasToBe() {
        assertThat(verify()).isEqualTo(new Findings(0, 0, 0, 0, 0, List.of()));
        assertThat(verify().none()).isTrue();
    }

    @Test
    void shouldLetKeysOvertakeEachOther() {
        Collections.swap(outputs, 10, 11);

        assertThat(verify().none()).isTrue();
    }

    @Test
    void shouldFindAForgedLoss() {
        outputs.remove(20);

        assertThat(verify().lost()).isEqualTo(1);
        assertThat(verify().none()).isFalse();
        assertThat(verify().examples()).singleElement().asString().contains("lost");
    }

    @Test
    void shouldFindThatEverythingIsLost() {
        outputs.clear();

        assertThat(verify().lost()).isEqualTo(EVENTS);
    }

    @Test
    void shouldFindAForgedDuplicateAndCallItNothingElse() {
        outputs.add(outputs.get(3));

        assertThat(verify()).satisfies(found -> {
            assertThat(found.duplicated()).isEqualTo(1);
            assertThat(found.inversions()).isZero();
            assertThat(found.lost()).isZero();
            assertThat(found.nothingLost()).isTrue();
            assertThat(found.none()).isFalse();
        });
    }

    /** They are in another topic, whose order says nothing of this one's. */
    @Test
    void shouldNotCallADeadLetterLateThatIsReadAfterAllAnswers() {
        outputs.add(withContent(outputs.remove(5), Output.refused("ENGINE_FAILED")));

        assertThat(verify().inversions()).isZero();
    }

    @Test
    void shouldFindAForgedSwapOfTwoEventsOfAKey() {
        Collections.swap(outputs, 10, 10 + KEYS);

        assertThat(verify().inversions()).isEqualTo(1);
        assertThat(verify().none()).isFalse();
    }

    @Test
    void shouldFindAForgedAnswer() {
        Output honest = outputs.get(5);
        outputs.set(
                5,
                new Output(
                        honest.partition(),
                        honest.key(),
                        honest.sourcePartition(),
                        honest.sourceOffset(),
                        0,
                        content(6)));

        assertThat(verify().wrong()).isEqualTo(1);
        assertThat(verify().nothingLost()).isFalse();
    }

    @Test
    void shouldFindThatTwoAnswersChangedTheirPlaces() {
        Output one = outputs.get(5);
        Output other = outputs.get(5 + KEYS);
        outputs.set(5, withContent(one, other.content()));
        outputs.set(5 + KEYS, withContent(other, one.content()));

        assertThat(verify().wrong()).isEqualTo(2);
    }

    private static Output withContent(Output output, String content) {
        return new Output(
                output.partition(), output.key(), output.sourcePartition(), output.sourceOffset(), 0, content);
    }

    @Test
    void shouldFindAnAnswerWithTheWrongKeyOrWithoutOne() {
        Output honest = outputs.get(5);
        outputs.set(
                5,
                new Output(
                        honest.partition(),
                        "k0",
                        honest.sourcePartition(),
                        honest.sourceOffset(),
                        0,
                        honest.content()));
        assertThat(verify().wrong()).isEqualTo(1);

        outputs.set(
                5,
                new Output(
                        honest.partition(),
                        null,
                        honest.sourcePartition(),
                        honest.sourceOffset(),
                        0,
                        honest.content()));
        assertThat(verify().wrong()).isEqualTo(1);
    }

    @Test
    void shouldFindAnAnswerInTheWrongPartition() {
        Output honest = outputs.get(5);
        outputs.set(
                5,
                new Output(
                        honest.partition() + 1,
                        honest.key(),
                        honest.sourcePartition(),
                        honest.sourceOffset(),
                        0,
                        honest.content()));

        assertThat(verify().wrong()).isEqualTo(1);
    }

    @Test
    void shouldFindADeadLetterWhereAnAnswerIsOwed() {
        outputs.set(5, withContent(outputs.get(5), Output.refused("ENGINE_FAILED")));

        assertThat(verify().wrong()).isEqualTo(1);
    }

    @Test
    void shouldFindAnAnswerToAnEventThatNobodySent() {
        outputs.add(new Output(0, "k0", 0, 9_999, 0, content(0)));

        assertThat(verify().unknown()).isEqualTo(1);
        assertThat(verify().nothingLost()).isFalse();
    }

    @Test
    void shouldOweSeveralOutputsInOrderWhenATopologyMakesSeveralOfAnEvent() {
        Sent first = new Sent(0, "k", 0, 7);
        Sent second = new Sent(1, "k", 0, 8);
        List<Output> kept = new ArrayList<>();
        for (Sent event : List.of(first, second)) {
            for (int part = 0; part < 3; part++) {
                kept.add(new Output(0, "k", 0, event.offset(), part, part + " of " + event.number()));
            }
        }
        assertThat(threeEach(first, second).verify(kept).none()).isTrue();

        List<Output> lost = new ArrayList<>(kept);
        lost.remove(4);
        assertThat(threeEach(first, second).verify(lost)).satisfies(found -> {
            assertThat(found.lost()).isEqualTo(1);
            assertThat(found.examples()).containsExactly("0@8#1 lost");
        });

        List<Output> twice = new ArrayList<>(kept);
        twice.add(kept.get(1));
        assertThat(threeEach(first, second).verify(twice).duplicated()).isEqualTo(1);

        List<Output> swapped = new ArrayList<>(kept);
        Collections.swap(swapped, 0, 1);
        assertThat(threeEach(first, second).verify(swapped).inversions()).isEqualTo(1);

        List<Output> fourth = new ArrayList<>(kept);
        fourth.add(new Output(0, "k", 0, 8, 3, "3 of 1"));
        assertThat(threeEach(first, second).verify(fourth).unknown()).isEqualTo(1);
    }

    private static Verifier threeEach(Sent... events) {
        return new Verifier(List.of(events), (number, part) -> part + " of " + number, 3);
    }
}
