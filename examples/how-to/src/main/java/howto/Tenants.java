// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.api.Priority;
import dev.milena.api.TextRequest;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;
import dev.milena.streams.record.SourceRecord;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;

/** Tenants take turns, and drafts wait for published reviews. */
public final class Tenants {
    private Tenants() {}

    static Enrichment<String, Review> reviews(Models models) {
        return Enrichment.<String, Review>named("reviews")
                .models(models)
                .text(review -> TextRequest.of(review.text()).into("de"))
                .flowOf(Tenants::tenant)
                .priorityOf(record -> record.value().published() ? Priority.NORMAL : Priority.LOW)
                .pendingAs(Reviews.STRINGS, Reviews.REVIEWS);
    }

    private static String tenant(SourceRecord<String, Review> record) {
        Header header = record.headers().lastHeader("tenant");
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
