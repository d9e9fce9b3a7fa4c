// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.TextOverflow;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of a text, for whoever looks for its language. */
class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "plain | <b>Hello</b> &amp; there | <b>Hello</b> &amp; there",
                "html | <p class=\"only for machines\">Sch&ouml;ne <b>Gr&uuml;&szlig;e</b></p><script>var x;</script> | Schöne Grüße",
                "html | <img alt=\"a dog\"><code>int i</code>Ein Hund &amp; mehr | Ein Hund & mehr",
                "xml | <t id='1'>Ein <x/>Hund</t> | Ein Hund",
                "markdown | # Ein *Hund* in `code` | Ein Hund in",
                "html | <br><hr/> |",
            })
    void shouldBeReadWithoutTheMarkup(String format, String text, String words) {
        Documents documents = new Documents(
                Segmenting.AUTO,
                BadSegments.REFUSE,
                10,
                Protection.auto(),
                TextFormat.parse(format),
                InCapitals.SMALL,
                TextOverflow.AUTO);

        assertThat(documents.words(text)).isEqualToNormalizingWhitespace(words == null ? "" : words);
    }
}
