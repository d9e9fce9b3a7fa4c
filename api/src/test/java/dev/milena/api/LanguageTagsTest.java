// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTagsTest {
    private static final List<String> KNOWN = List.of(
            "en", "de", "zh-Hans", "zh-Hant", "he", "nb", "nn", "tl", "sr", "sr-Latn", "pt-BR", "pt-PT", "ku", "yue");

    @ParameterizedTest
    @CsvSource({
        "zh-CN, zh-Hans",
        "zh-SG, zh-Hans",
        "zh-TW, zh-Hant",
        "zh-HK, zh-Hant",
        "zh, zh-Hans",
        "zh_tw, zh-Hant",
        "zho_Hans, zh-Hans",
        "cmn, zh-Hans",
        "zh-yue, yue",
        "iw, he",
        "iw-IL, he",
        "heb, he",
        "no, nb",
        "nob_Latn, nb",
        "no-NO, nb",
        "nn-NO, nn",
        "fil, tl",
        "fil-PH, tl",
        "sr-Latn, sr-Latn",
        "sr-Latn-RS, sr-Latn",
        "sr-Cyrl, sr",
        "sr-ME, sr-Latn",
        "srp_Cyrl, sr",
        "sh, sr-Latn",
        "pt, pt-BR",
        "pt_pt, pt-PT",
        "DE-at, de",
        "deu_Latn, de",
        "ger, de",
        "en_XX, en",
        "en-US-x-private, en",
        "kmr_Latn, ku",
    })
    void shouldFindTheLanguageThatIsMeant(String wanted, String meant) {
        assertThat(LanguageTags.lookup(wanted, KNOWN)).contains(meant);
    }

    @Test
    void shouldNameTheChoicesWhereSeveralAreMeant() {
        assertThat(LanguageTags.lookup("pt-AO", KNOWN)).isEmpty();
        assertThat(LanguageTags.choices("pt-AO", KNOWN)).containsExactly("pt-BR", "pt-PT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "xx", "fr", "a text that is no tag", "zh-Latn", "\u00e9", "und", "*"})
    void shouldFindNothingWhereNoneIsMeant(String wanted) {
        assertThat(LanguageTags.lookup(wanted, KNOWN)).isEmpty();
    }

    @Test
    void shouldTakeAnyLanguageWhereTheModelSaysNone() {
        assertThat(LanguageTags.lookup("fr", List.of("und"))).contains("und");
        assertThat(LanguageTags.lookup("zh-Hant-TW", List.of("und"))).contains("und");
        assertThat(LanguageTags.lookup("fr-CA", List.of("und", "fr"))).contains("fr");
    }

    @Test
    void shouldTakeTheOnlyTagOfALanguageWhateverTheScript() {
        assertThat(LanguageTags.lookup("zh-TW", List.of("zh", "en"))).contains("zh");
        assertThat(LanguageTags.lookup("sr-Latn", List.of("sr"))).contains("sr");
    }
}
