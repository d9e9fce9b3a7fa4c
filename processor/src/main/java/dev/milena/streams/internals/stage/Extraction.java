// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.internals.admission.Admission;
import dev.milena.streams.internals.outage.Blame;
import dev.milena.streams.internals.pending.PendingRecord;
import dev.milena.streams.internals.pending.RecordIdentity;
import dev.milena.streams.internals.supervision.Failures;
import dev.milena.streams.record.PartialAnswers;
import dev.milena.streams.record.SourceRecord;
import dev.milena.streams.record.TextExtractor;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the texts out of a record and admits each. Stream thread.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Extraction<K, V> {
    private final String stage;
    private final TextExtractor<K, V> extractor;
    private final PartialAnswers partialAnswers;
    private final Claims<K, V> claims;
    private final Admission admission;

    Extraction(StageSpec<K, V> spec, Admission admission) {
        this.stage = spec.name();
        this.extractor = spec.extractor();
        this.partialAnswers = spec.partialAnswers();
        this.claims = spec.claims();
        this.admission = admission;
    }

    /** The texts of a record; none where it has no value. */
    Texts texts(PendingRecord<K, V> record) {
        if (record.value() == null) {
            return Texts.none();
        }
        SourceRecord<K, V> view = record.view();
        try {
            List<Part> parts = admit(record.identity(), requests(view));
            return Texts.of(parts, claims.of(stage, view, record.keyBytes()));
        } catch (TextRefusedException e) {
            return Texts.refused(e);
        }
    }

    private List<TextRequest> requests(SourceRecord<K, V> record) throws TextRefusedException {
        List<TextRequest> requests;
        try {
            requests = Blame.on("The text function of '" + stage + "'", () -> extractor.texts(record));
        } catch (Blame.RecordFailure e) {
            throw new TextRefusedException(
                    RefusalCode.EXTRACTION_FAILED,
                    "The text function of '" + stage + "' failed: " + e.described()
                            + "; let it give no text for a record that has none, or throw TextRefusedException");
        }
        if (requests != null && requests.stream().noneMatch(request -> request == null)) {
            return requests;
        }
        throw new TextRefusedException(
                RefusalCode.EXTRACTION_FAILED,
                "The text function of '" + stage
                        + "' returned null; let it return an empty list for a record without texts");
    }

    private List<Part> admit(RecordIdentity identity, List<TextRequest> requests) throws TextRefusedException {
        List<Part> parts = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            String name = i == 0 ? identity.name() : identity.name() + ":" + i;
            TextRequest request =
                    requests.get(i).identity().isEmpty() ? requests.get(i).identifiedBy(name) : requests.get(i);
            try {
                parts.add(Part.admitted(admission.admit(stage + "|" + name, request)));
            } catch (TextRefusedException e) {
                if (partialAnswers == PartialAnswers.REFUSE) {
                    throw e;
                }
                parts.add(Part.refused(request, e.code(), Failures.message(e)));
            }
        }
        return parts;
    }
}
