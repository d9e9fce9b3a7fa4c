// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.StandIns;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import dev.milena.glossary.GlossaryBuilder;
import dev.milena.glossary.GlossaryEntry;
import dev.milena.glossary.LanguagePair;
import dev.milena.glossary.Terms;
import dev.milena.markup.TextFormat;
import dev.milena.protection.ProtectedText;
import dev.milena.protection.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TermHitsTest {
    private static final StandIns NAMES = new StandIns(List.of("Tom", "Boston"), false);
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final Terms TERMS = new GlossaryBuilder()
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("umbrella", "Schirm"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("traffic jam", "Stau"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("jam", "Konfitüre"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("research", "F&E"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("open", "aufmachen"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.translated("Windows 11", "Fenster 11"))
            .add(new LanguagePair("en", "de"), GlossaryEntry.untranslated("Deep Blue"))
            .build()
            .between("en", "de");

    @Test
    void shouldLeaveTheModelsOwnWordsWhenTheyAreTheTranslation() {
        Answer answer = answered("My umbrella", "Mein Regenschirm", "0-0 1-1");

        assertThat(answer.text()).isEqualTo("Mein Regenschirm");
        assertThat(said(answer)).containsExactly("KEPT Regenschirm");
    }

    @Test
    void shouldWriteTheTranslationInThePlaceOfTheAlignedWords() {
        Answer answer = answered("A traffic jam here", "Hier ist eine Autoschlange lang", "3-0 0-2 1-3 2-3");

        assertThat(answer.text()).isEqualTo("Hier ist eine Stau lang");
        assertThat(said(answer)).containsExactly("REPLACED Stau");
        assertThat(words(answer)).containsExactly("Hier", "ist", "eine", "Stau", "lang");
    }

    @Test
    void shouldListEveryTermOfTwoThatAreTheSame() {
        Answer answer = answered("umbrella and umbrella", "Schirm und Ding", "0-0 1-1 2-2");

        assertThat(answer.text()).isEqualTo("Schirm und Schirm");
        assertThat(said(answer)).containsExactly("KEPT Schirm", "REPLACED Schirm");
    }

    @Test
    void shouldPutATermThatTheModelLeftOutBesideItsNeighbour() {
        Answer answer = answered("Your umbrella is here", "Dein ist da", "0-0 2-1 3-2");

        assertThat(answer.text()).isEqualTo("Dein Schirm ist da");
        assertThat(said(answer)).containsExactly("INSERTED Schirm");
    }

    @Test
    void shouldFlagATermWhenNothingSaysWhereItBelongs() {
        Answer answer = answered("My umbrella is here", "Mein Ding ist da", "");

        assertThat(answer.text()).isEqualTo("Mein Ding ist da");
        assertThat(said(answer)).containsExactly("MISSED");
    }

    @Test
    void shouldWriteACapitalWhereASegmentStarts() {
        assertThat(answered("Open it", "Öffne es", "0-0 1-1").text()).isEqualTo("Aufmachen es");
        assertThat(answered("open it", "öffne es", "0-0 1-1").text()).isEqualTo("aufmachen es");
        assertThat(answered("Do open it", "Bitte öffne es", "0-0 1-1 2-2").text())
                .isEqualTo("Bitte aufmachen es");
    }

    @Test
    void shouldNotReplaceWordsOfAnotherTerm() {
        Answer answer = answered("jam, umbrella", "Schirm", "0-0 1-0");

        assertThat(said(answer)).containsExactly("INSERTED Konfitüre", "KEPT Schirm");
        assertThat(answer.text()).isEqualTo("Konfitüre Schirm");
    }

    @Test
    void shouldKeepTagsAroundATermAndItsTranslationSpelledAsTheFormatDoes() {
        String text = "Our <b>research</b> and <i>{0}</i> umbrella";
        Masked masked = mask(TextFormat.HTML, text);
        assertThat(masked.text()).isEqualTo("Our research and Tom umbrella");

        Answer answer = masked.unmask(raw(masked.text(), "Unsere Forschung und Tom Ding", "0-0 1-1 2-2 3-3 4-4"));

        assertThat(answer.text()).isEqualTo("Unsere <b>F&amp;E</b> und <i>{0}</i> Schirm");
        assertThat(said(answer)).containsExactly("REPLACED F&amp;E", "REPLACED Schirm");
        assertThat(answer.glossaryHits())
                .extracting(hit -> cut(text, hit.source()))
                .containsExactly("research", "umbrella");
        assertThat(answer.protectedPieces()).allSatisfy(piece -> assertThat(cut(answer.text(), piece.output()))
                .isEqualTo(cut(text, piece.source())));
    }

    @Test
    void shouldWriteATermInCapitalsWhereItsSegmentIs() {
        String text = "MY UMBRELLA IS HERE";
        Masked masked = Masked.of(
                read(TextFormat.PLAIN, text),
                new TextSpan(0, text.length()),
                NAMES,
                Capitals.inSmallLetters("en", "de"));

        Answer answer = masked.unmask(raw(masked.text(), "mein Ding ist hier", "0-0 1-1 2-2 3-3"));

        assertThat(answer.text()).isEqualTo("MEIN SCHIRM IST HIER");
        assertThat(said(answer)).containsExactly("REPLACED SCHIRM");
    }

    @Test
    void shouldProtectTermsThatAreNotTranslated() {
        Answer answer = answered("See deep blue 1997 now", "Siehe Tom Boston jetzt", "0-0 1-1 2-2 3-3");

        assertThat(answer.text()).isEqualTo("Siehe deep blue 1997 jetzt");
        assertThat(answer.glossaryHits()).isEmpty();
    }

    @Test
    void shouldPreferATermToThePiecesInItAndAPieceToTheTermsInIt() {
        ProtectedText found = read(TextFormat.PLAIN, "Windows 11 at https://a.example/umbrella");

        assertThat(found.terms(new TextSpan(0, 40)))
                .extracting(term -> term.entry().source())
                .containsExactly("Windows 11");
        assertThat(found.spans()).extracting(span -> span.set()).containsExactly("url");
    }

    private static List<String> said(Answer answer) {
        return answer.glossaryHits().stream()
                .map(hit -> hit.use() + (hit.output() == null ? "" : " " + cut(answer.text(), hit.output())))
                .toList();
    }

    private static List<String> words(Answer answer) {
        return answer.words().outputWords().stream()
                .map(word -> cut(answer.text(), word))
                .toList();
    }

    private static Answer answered(String text, String output, String links) {
        Masked masked = mask(TextFormat.PLAIN, text);
        return masked.unmask(raw(masked.text(), output, links));
    }

    private static ProtectedText read(TextFormat format, String text) {
        return format.read(text, Protection.auto().in("translation"), TERMS.find(text));
    }

    private static Masked mask(TextFormat format, String text) {
        return Masked.of(read(format, text), new TextSpan(0, text.length()), NAMES, Capitals.AS_THEY_ARE);
    }

    private static Answer raw(String asked, String output, String links) {
        List<AlignmentLink> linked = new ArrayList<>();
        for (String link : links.isEmpty() ? new String[0] : links.split(" ", -1)) {
            String[] ends = link.split("-", -1);
            linked.add(new AlignmentLink(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]), 1));
        }
        return Answer.builder(output)
                .words(new WordAlignment(spans(asked), spans(output), linked))
                .build();
    }

    private static List<TextSpan> spans(String text) {
        return WORD.matcher(text)
                .results()
                .map(found -> new TextSpan(found.start(), found.end()))
                .toList();
    }

    private static String cut(String text, TextSpan span) {
        return text.substring(span.start(), span.end());
    }
}
