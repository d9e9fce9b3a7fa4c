// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.streams.record.SourceCoordinates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
    private final Identities identities = new Identities();

    @Test
    void shouldNameARecordByItsCoordinatesBehindASource() {
        Identities.Named named = name("tickets", 3, 17);

        assertThat(named.identity()).isEqualTo(new RecordIdentity("tickets-3@17", true));
        assertThat(named.source()).isEqualTo(new SourceCoordinates("tickets", 3, 17));
    }

    @Test
    void shouldCountTheRecordsThatComeOfOneSourceRecord() {
        assertThat(List.of(name("tickets", 0, 1), name("tickets", 0, 2), name("tickets", 0, 2), name("tickets", 0, 2)))
                .extracting(named -> named.identity().name())
                .containsExactly("tickets-0@1", "tickets-0@2", "tickets-0@2+1", "tickets-0@2+2");
        assertThat(name("tickets", 0, 3).identity().name()).isEqualTo("tickets-0@3");
    }

    @Test
    void shouldNameTheSameWhenTheSameIsReadAgain() {
        List<String> first = List.of(text(identities), text(identities), text(identities));
        Identities again = new Identities();

        assertThat(List.of(text(again), text(again), text(again))).isEqualTo(first);
    }

    @Test
    void shouldNameARecordAfterTheOneThatAStageReleasesWhateverStreamsSays() {
        List<Identities.Named> named = new ArrayList<>();
        Origin.releasing("translate", released("tickets-0@5", true), () -> {
            named.add(name("tickets", 0, 99));
            named.add(identities.name(Optional.empty(), null, null, 0));
        });

        assertThat(named)
                .extracting(Identities.Named::identity)
                .containsExactly(
                        new RecordIdentity("tickets-0@5/translate.0", true),
                        new RecordIdentity("tickets-0@5/translate.1", true));
        assertThat(named).extracting(Identities.Named::source).containsOnly(new SourceCoordinates("tickets", 0, 5));
        assertThat(name("tickets", 0, 99).identity().name())
                .as("nothing is released any more")
                .isEqualTo("tickets-0@99");
    }

    /** Two parallel enrichments whose answers are merged: both go back to the same record. */
    @Test
    void shouldTellApartWhatTwoStagesMakeOfOneRecord() {
        List<String> names = new ArrayList<>();
        for (String stage : List.of("german", "french")) {
            Origin.releasing(
                    stage,
                    released("tickets-0@5", true),
                    () -> names.add(name("tickets", 0, 5).identity().name()));
        }

        assertThat(names).containsExactly("tickets-0@5/german.0", "tickets-0@5/french.0");
    }

    @Test
    void shouldGoBackToTheOuterRecordWhenAnInnerOneWasReleased() {
        Origin.releasing("translate", released("outer", true), () -> {
            Origin.releasing("translate", released("inner", true), () -> assertThat(
                            name("t", 0, 0).identity().name())
                    .isEqualTo("inner/translate.0"));
            assertThat(name("t", 0, 0).identity().name()).isEqualTo("outer/translate.0");
        });
    }

    @Test
    void shouldNameARecordByItsContentWhereNothingElseIsKnown() {
        Identities.Named first = name(null, -1, -1);
        Identities.Named second = identities.name(Optional.empty(), new byte[] {1}, new byte[] {2}, 7);
        Identities.Named other = identities.name(Optional.empty(), new byte[] {1}, new byte[] {3}, 7);

        assertThat(first.source()).isNull();
        assertThat(second.identity())
                .isEqualTo(identities
                        .name(Optional.empty(), new byte[] {1}, new byte[] {2}, 7)
                        .identity());
        assertThat(second.identity().isRepeatable()).isFalse();
        assertThat(second.identity()).isNotEqualTo(other.identity()).isNotEqualTo(first.identity());
    }

    @Test
    void shouldTellANullKeyFromAnEmptyOneInTheContent() {
        assertThat(identities.name(Optional.empty(), null, new byte[] {2}, 7).identity())
                .isNotEqualTo(identities
                        .name(Optional.empty(), new byte[0], new byte[] {2}, 7)
                        .identity());
    }

    private static String text(Identities identities) {
        return identities
                .name(Optional.of(new Metadata("t", 1, 4)), null, null, 0)
                .identity()
                .name();
    }

    private Identities.Named name(@Nullable String topic, int partition, long offset) {
        return identities.name(Optional.of(new Metadata(topic, partition, offset)), null, null, 0);
    }

    private static PendingRecord<String, String> released(String identity, boolean repeatable) {
        return new PendingRecord<>(
                Bytes.wrap(new byte[0]),
                new RecordIdentity(identity, repeatable),
                new SourceCoordinates("tickets", 0, 5),
                "k",
                "v",
                null,
                new RecordHeaders(),
                0,
                0);
    }

    @SuppressWarnings("NullAway") // a punctuator's metadata has no topic
    private record Metadata(@Nullable String topic, int partition, long offset) implements RecordMetadata {}
}
