// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.api.TextRequest;
import dev.milena.language.opennlp.OpenNlpLanguageDetector;
import dev.milena.streams.Enrichment;
import dev.milena.streams.Models;

/** Reviews in any language that a bundle reads. */
final class AnyLanguage {
    private AnyLanguage() {}

    static Enrichment<String, Review> translated(Models models) {
        return Enrichment.<String, Review>named("translate")
                .models(models)
                .text(review -> TextRequest.of(review.text()).into("de"))
                .languageDetector(new OpenNlpLanguageDetector())
                .pendingAs(Reviews.STRINGS, Reviews.REVIEWS);
    }
}
