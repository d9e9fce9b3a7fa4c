// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormsTest {
    @ParameterizedTest
    @CsvSource({
        "Schirm, Schirme, true",
        "Schirm, Schirmen, true",
        "Schirm, Schirmherren, false",
        "Schirm, Regenschirm, true",
        "Schirm, Regenschirmes, true",
        "Haus, Häuser, true",
        "Haus, Hauser, true",
        "Haus, Haut, false",
        "Ei, Brei, false",
        "Firmen, Firma, true",
        "Kind, Kino, false",
        "Stau, stau, true",
        "Stau, Astaus, true",
        "E-Mail-Adresse, E-Mail-Adressen, true",
        "schwarze Liste, schwarzen Listen, true",
        "schwarze Liste, schwarz Liste, true",
        "schwarze Liste, schwarze und Liste, false",
        "Version 2, Version 22, false",
    })
    void shouldCountFormsOfAWord(String target, String word, boolean counts) {
        List<?> found = Forms.of(GlossaryEntry.translated("x", target), "Da ist " + word + ".");

        assertThat(found.isEmpty()).isEqualTo(!counts);
    }

    @Test
    void shouldCountWhatStandsThereOnlyWhenExact() {
        GlossaryEntry exact =
                new GlossaryEntry("x", "schirm", CasePolicy.SENTENCE, InflectionPolicy.EXACT, false, false);
        GlossaryEntry asWritten =
                new GlossaryEntry("x", "schirm", CasePolicy.AS_WRITTEN, InflectionPolicy.EXACT, false, false);

        assertThat(Forms.of(exact, "Schirm schirm Schirm schirme")).hasSize(2);
        assertThat(Forms.of(asWritten, "Schirm schirm Schirm schirme")).hasSize(1);
    }
}
