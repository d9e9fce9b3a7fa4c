// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.StandIns;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import dev.milena.markup.TextFormat;
import dev.milena.protection.ProtectedText;
import dev.milena.protection.Protection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapitalsTest {
    private static final StandIns NAMES = new StandIns(List.of("Tom"), false);
    private static final Capitals TO_GERMAN = Capitals.inSmallLetters("en", "de");

    @ParameterizedTest
    @CsvSource({
        "WHERE IS THE KEY?, where is the key?",
        "HELLO!, hello!",
        "ROOM 12 IS FREE., room Tom is free.",
        "CAFÉ ÉTÉ, café été",
        "ПРИВЕТ МИР, привет мир"
    })
    void shouldAskInSmallLetters(String text, String asked) {
        assertThat(masked(text, TextFormat.PLAIN, TO_GERMAN).text()).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NASA", "OK.", "A B C", "WHERE IS iTunes?", "I am here", "– …", "漢字漢字漢字", "THE ǅ CAT"})
    void shouldAskAsItIsWhatIsNoSentenceInCapitals(String text) {
        assertThat(masked(text, TextFormat.PLAIN, TO_GERMAN).text()).isEqualTo(text);
        assertThat(masked("WHERE IS IT?", TextFormat.PLAIN, Capitals.AS_THEY_ARE)
                        .text())
                .isEqualTo("WHERE IS IT?");
    }

    @Test
    void shouldAnswerInCapitalsAndMoveEverySpan() {
        String text = "THE STREET";
        Answer answer = masked(text, TextFormat.PLAIN, TO_GERMAN)
                .unmask(Answer.builder("die straße da")
                        .words(new WordAlignment(
                                List.of(new TextSpan(0, 3), new TextSpan(4, 10)),
                                List.of(new TextSpan(0, 3), new TextSpan(4, 10), new TextSpan(11, 13)),
                                List.of(new AlignmentLink(1, 1, 1))))
                        .build());

        assertThat(answer.text()).isEqualTo("DIE STRASSE DA");
        assertThat(answer.words().sourceWords())
                .extracting(span -> cut(text, span))
                .containsExactly("THE", "STREET");
        assertThat(answer.words().outputWords())
                .extracting(span -> cut(answer.text(), span))
                .containsExactly("DIE", "STRASSE", "DA");
    }

    @Test
    void shouldLeaveProtectedPiecesAsTheyAre() {
        String text = "OPEN https://a.example/x NOW";
        Masked masked = masked(text, TextFormat.PLAIN, TO_GERMAN);

        Answer answer = masked.unmask(Answer.builder("öffne jetzt Tom").build());

        assertThat(masked.text()).isEqualTo("open Tom now");
        assertThat(answer.text()).isEqualTo("ÖFFNE JETZT https://a.example/x");
        assertThat(answer.protectedPieces())
                .extracting(ProtectedPiece::output)
                .extracting(span -> cut(answer.text(), span))
                .containsExactly("https://a.example/x");
    }

    @Test
    void shouldSpellCapitalsAsTheFormatDoes() {
        Masked masked = masked("SALT &amp; PEPPER", TextFormat.HTML, TO_GERMAN);

        assertThat(masked.text()).isEqualTo("salt & pepper");
        assertThat(masked.unmask(Answer.builder("salz & pfeffer").build()).text())
                .isEqualTo("SALZ &amp; PFEFFER");
    }

    @Test
    void shouldFollowTheRulesOfTheLanguages() {
        Masked masked = masked("KIRMIZI ELMA", TextFormat.PLAIN, Capitals.inSmallLetters("tr", "tr"));

        assertThat(masked.text()).isEqualTo("kırmızı elma");
        assertThat(masked.unmask(Answer.builder("kırmızı iki").build()).text()).isEqualTo("KIRMIZI İKİ");
    }

    private static Masked masked(String text, TextFormat format, Capitals capitals) {
        ProtectedText whole = format.read(text, Protection.auto().in("translation"), List.of());
        return Masked.of(whole, new TextSpan(0, text.length()), NAMES, capitals);
    }

    private static String cut(String text, TextSpan span) {
        return text.substring(span.start(), span.end());
    }
}
