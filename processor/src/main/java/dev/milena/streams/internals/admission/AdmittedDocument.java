// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import dev.milena.document.Document;
import dev.milena.streams.internals.models.PooledModel;
import java.util.List;

/**
 * A text of a record that passed every check, as its model is asked about it. Immutable.
 *
 * @param model the model that shall answer
 * @param document the text
 * @param segments one each of the document's, in order; at least one is asked
 */
public record AdmittedDocument(PooledModel model, Document document, List<AdmittedSegment> segments) {
    public AdmittedDocument {
        segments = List.copyOf(segments);
    }
}
