// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    private static final int PAST_LATIN = 0x0300;

    @ParameterizedTest
    @ValueSource(strings = {"und", "en", "de", "fr", "es", "el", "ja", "th", "hy"})
    void shouldSpareNoTextTheRulesThatTheyWouldDivide(String language) {
        BreakIterator rules = BreakIterator.getSentenceInstance(ULocale.forLanguageTag(language));
        int spared = 0;
        for (char first = 0; first < PAST_LATIN; first++) {
            for (char second : new char[] {' ', 'x', ')', '"', 0xA0, first}) {
                for (String text : new String[] {
                    "Ab" + first + second + " Cd",
                    "Ab " + first + second + "Cd",
                    "Ab " + first + " " + second + " Cd",
                    "Ab" + second + first,
                    "" + first + second + "Ab.",
                }) {
                    if (Sentences.isPlainlyOne(text)) {
                        spared++;
                        rules.setText(text);
                        assertThat(rules.next())
                                .as("%x %x", (int) first, (int) second)
                                .isEqualTo(text.length());
                    }
                }
            }
        }
        assertThat(spared).isGreaterThan(10_000);
    }

    @Test
    void shouldNotSpareATextThatHasTwoSentencesOrNone() {
        assertThat(Sentences.isPlainlyOne("So it is. And so it stays.")).isFalse();
        assertThat(Sentences.isPlainlyOne("Nein! Doch.")).isFalse();
        assertThat(Sentences.isPlainlyOne("そうです。はい。")).isFalse();
        assertThat(Sentences.isPlainlyOne("")).isFalse();
        assertThat(Sentences.isPlainlyOne("So it is.")).isTrue();
    }
}
