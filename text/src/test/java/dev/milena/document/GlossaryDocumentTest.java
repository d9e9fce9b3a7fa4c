// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Answer;
import dev.milena.api.GlossaryHit;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.glossary.Glossary;
import dev.milena.glossary.GlossaryBuilder;
import dev.milena.glossary.GlossaryEntry;
import dev.milena.glossary.LanguagePair;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import org.junit.jupiter.api.Test;

/** Terms in documents of many segments, in attributes, and where segments end. */
class GlossaryDocumentTest {
    private static final Glossary GLOSSARY = new GlossaryBuilder()
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("umbrella", "Schirm"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("St. Lee", "Sankt"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.untranslated("Milena"))
            .build();

    @Test
    void shouldListTheTermsOfTextAndAttributesInTheOrderOfTheText() throws TextRefusedException {
        String text = "<p>An umbrella.</p><a title=\"my umbrella\">See. No umbrella</a>";

        Answer answer = answer(text, TextFormat.HTML);

        assertThat(answer.text()).isEqualTo("<p>AN Schirm</p><a title=\"MY Schirm\">SEE. NO Schirm</a>");
        assertThat(answer.glossaryHits())
                .extracting(hit -> cut(text, hit.source()))
                .containsExactly("umbrella", "umbrella", "umbrella");
        assertThat(answer.glossaryHits())
                .extracting(GlossaryHit::output)
                .allSatisfy(span -> assertThat(cut(answer.text(), span)).isEqualTo("Schirm"))
                .isSortedAccordingTo((one, other) -> Integer.compare(one.start(), other.start()));
    }

    @Test
    void shouldEndNoSegmentWithinATermAndOneBeforeATermThatStaysAsItIs() throws TextRefusedException {
        Answer answer = answer("So it is. Milena is St. Lee here.", TextFormat.PLAIN);

        assertThat(answer.segments()).hasSize(2);
        assertThat(answer.text()).contains("Milena", "Sankt");
    }

    private static Answer answer(String text, TextFormat format) throws TextRefusedException {
        Documents documents = new Documents(
                        Segmenting.ON,
                        BadSegments.REFUSE,
                        100,
                        Protection.auto(),
                        format,
                        InCapitals.SMALL,
                        TextOverflow.AUTO)
                .with(() -> GLOSSARY);
        WordModel model = new WordModel(50);
        return WordModel.answer(documents.divide(TextRequest.of(text), model.info(), model::prepare));
    }

    private static String cut(String text, TextSpan span) {
        return text.substring(span.start(), span.end());
    }
}
