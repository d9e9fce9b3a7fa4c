// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "My umbrella.            | umbrella                     | umbrella",
                "UMBRELLA! Umbrellas     | umbrella                     | UMBRELLA",
                "a traffic  jam jam      | jam, traffic jam             | traffic  jam; jam",
                "one two six             | one two, two six             | one two",
                "one two three four      | one two, two three four      | two three four",
                "Sub-umbrella's          | umbrella                     | umbrella",
                "C++ and C               | C++, C                       | C++; C",
                "我爱北京大学                | 北京, 北京大学                  | 北京大学",
                "Cafe\u0301 culture      | Café culture                 | Cafe\u0301 culture",
                "Straße, STRASSE         | straße                       | Straße; STRASSE",
                "nothing here            | umbrella                     | ''",
                "um brella umbrell       | umbrella                     | ''",
            })
    void shouldFindTheLongestWholeTerms(String text, String terms, String found) {
        assertThat(String.join("; ", find(text, terms.split(", ")))).isEqualTo(found);
    }

    @Test
    void shouldFindATermInItsOwnCaseOnlyWhenToldTo() {
        Terms terms = new Terms(List.of(
                new GlossaryEntry("US", "USA", CasePolicy.SENTENCE, InflectionPolicy.INFLECTED, true, false),
                GlossaryEntry.translated("us", "uns")));

        assertThat(terms.find("US for us, Us"))
                .extracting(match -> match.entry().target())
                .containsExactly("USA", "uns", "uns");
    }

    @Test
    void shouldChooseThePairThatNamesTheLanguages() {
        Glossary glossary = new GlossaryBuilder()
                .add(LanguagePair.parse("en-de"), GlossaryEntry.translated("car", "Auto"))
                .add(LanguagePair.parse("en>de-CH"), GlossaryEntry.translated("car", "Wagen"))
                .build();

        assertThat(glossary.between("en", "de-CH").entries())
                .extracting(GlossaryEntry::target)
                .containsExactly("Wagen");
        assertThat(glossary.between("en-GB", "de-AT").entries())
                .extracting(GlossaryEntry::target)
                .containsExactly("Auto");
        assertThat(glossary.between("de", "en").entries()).isEmpty();
        assertThat(glossary.between(null, "de").entries()).isEmpty();
    }

    @Test
    void shouldRefuseATermThatIsThereAlready() {
        GlossaryBuilder builder =
                new GlossaryBuilder().add(LanguagePair.parse("en-de"), GlossaryEntry.translated("traffic jam", "Stau"));

        assertThatThrownBy(() -> builder.add(
                        LanguagePair.parse("en-de"), GlossaryEntry.translated("Traffic  JAM", "Verkehrsstau")))
                .hasMessageContaining("is there already for en-de")
                .hasMessageContaining("take the others out");
    }

    @Test
    void shouldTellLanguagesThatAreNoPair() {
        for (String wrong : List.of("", "en", "en-de-AT", "en>", "1-de", "en-de>fr!")) {
            assertThatThrownBy(() -> LanguagePair.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("en-GB>de-AT");
        }
        assertThat(LanguagePair.parse("en-GB > de-AT")).isEqualTo(new LanguagePair("en-GB", "de-AT"));
    }

    private static List<String> find(String text, String... terms) {
        Terms all = new Terms(Arrays.stream(terms)
                .map(term -> GlossaryEntry.translated(term.strip(), "x"))
                .toList());
        return all.find(text).stream()
                .map(match -> text.substring(match.span().start(), match.span().end()))
                .toList();
    }
}
