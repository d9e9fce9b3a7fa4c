// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.Placement;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.StandIns;
import dev.milena.api.TextSpan;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WordAlignment;
import dev.milena.protection.Protection;
import dev.milena.protection.Protector;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnmaskingTest {
    private static final Protector ALL = Protection.auto().in("translation");
    private static final StandIns TRAINED = new StandIns(List.of("⟦0⟧", "⟦1⟧", "⟦2⟧"), true);
    private static final StandIns NAMES = new StandIns(List.of("Tom", "Boston"), false);
    private static final Pattern WORD = Pattern.compile("⟦\\d⟧|[\\p{L}\\p{N}/:.]*[\\p{L}\\p{N}]");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "See https://a.example/b?c, %s!  | See ⟦0⟧, ⟦1⟧!   | See Tom, Boston!  | See https://a.example/b?c, %s!",
                "Click <b>here</b> now           | Click ⟦0⟧here⟦1⟧ now | Click here now | Click here now",
                "I love 😍 you                   | I love ⟦0⟧ you   | I love you       | I love you",
                "Tom pays 12.50 €                | Tom pays ⟦0⟧     | Tom pays Boston  | Tom pays 12.50 €",
                "⟦0⟧ pays 1998                   | ⟦0⟧ pays ⟦1⟧     | ⟦0⟧ pays Tom     | ⟦0⟧ pays 1998",
                "a {0} {1} {2} {3} b             | a ⟦0⟧ ⟦1⟧ ⟦2⟧ b  | a Tom Boston b   | a {0} {1} {2} {3} b",
            })
    void shouldAskWithStandIns(String text, String trained, String names, String none) {
        assertThat(mask(text.strip(), TRAINED).text()).isEqualTo(trained.strip());
        assertThat(mask(text.strip(), NAMES).text()).isEqualTo(names.strip());
        assertThat(mask(text.strip(), StandIns.NONE).text()).isEqualTo(none.strip());
    }

    @Test
    void shouldLeaveOutALongPieceThatNothingStandsInFor() {
        String url = "https://example.com/" + "x".repeat(60);

        assertThat(mask("See " + url + " now", StandIns.NONE).text()).isEqualTo("See now");
    }

    @Test
    void shouldPutPiecesBackWhereTheModelWroteTheirStandIns() {
        Answer answer = answered("Delete %s from {folder}", TRAINED, "Aus ⟦1⟧ ⟦0⟧ löschen", "2-0 3-1 1-2 0-3");

        assertThat(answer.text()).isEqualTo("Aus {folder} %s löschen");
        assertThat(answer.protectedPieces())
                .containsExactly(
                        piece("Delete %s from {folder}", "{folder}", answer, Placement.COPIED),
                        piece("Delete %s from {folder}", "%s", answer, Placement.COPIED));
        assertThat(words(answer.text(), answer.words().outputWords()))
                .containsExactly("Aus", "{folder}", "%s", "löschen");
        assertThat(words("Delete %s from {folder}", answer.words().sourceWords()))
                .containsExactly("Delete", "%s", "from", "{folder}");
        assertThat(answer.words().links()).contains(new AlignmentLink(3, 1, 1), new AlignmentLink(1, 2, 1));
    }

    @Test
    void shouldKeepTheCopyThatComesFromThePieceAndDropTheOthers() {
        Answer answer = answered("Call me at %s today", TRAINED, "⟦0⟧ ruf mich ⟦0⟧ heute", "0-1 1-2 3-3 4-4");

        assertThat(answer.text()).isEqualTo("ruf mich %s heute");
        assertThat(words(answer.text(), answer.words().outputWords())).containsExactly("ruf", "mich", "%s", "heute");
    }

    @Test
    void shouldTakeTheEndingOfACaseBehindAName() {
        Answer answer = answered("The end of {name} came", NAMES, "Toms Ende kam", "3-0 1-1 4-2");

        assertThat(answer.text()).isEqualTo("{name}s Ende kam");
    }

    @Test
    void shouldReplaceTheWordsThatTheModelMadeOfAPiece() {
        Answer answer =
                answered("It starts at 10:30 sharp", StandIns.NONE, "Es beginnt um 10.20 Uhr", "0-0 1-1 2-2 3-3 4-4");

        assertThat(answer.text()).isEqualTo("Es beginnt um 10:30 Uhr");
        assertThat(answer.protectedPieces())
                .extracting(ProtectedPiece::placement)
                .containsExactly(Placement.ALIGNED);
    }

    @Test
    void shouldPutALostMarkBesideTheWordOfItsNeighbour() {
        Answer lost = answered("Please open 😍 again", TRAINED, "Bitte öffnen wieder", "0-0 1-1 3-2");

        assertThat(lost.text()).isEqualTo("Bitte öffnen 😍 wieder");
        assertThat(lost.protectedPieces()).extracting(ProtectedPiece::placement).containsExactly(Placement.ALIGNED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Please open %s again | Bitte öffnen wieder | 0-0 1-1 3-2 | Bitte öffnen %s wieder | GUESSED",
                "Please open %s       | Bitte öffnen        | 0-0 1-1     | Bitte öffnen %s        | ALIGNED",
                "%s is open           | Ist offen           | 1-0 2-1     | %s Ist offen           | ALIGNED",
            })
    void shouldSayThatALostWordBesideANeighbourIsAGuess(
            String text, String output, String links, String placed, Placement placement) {
        Answer lost = answered(text, TRAINED, output, links);

        assertThat(lost.text()).isEqualTo(placed);
        assertThat(lost.protectedPieces()).extracting(ProtectedPiece::placement).containsExactly(placement);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "See %s at once.   | Sieh es sofort. ⟦0⟧    | GUESSED",
                "See %s.           | Sieh es dir an! (⟦0⟧)  | GUESSED",
                "See %s.           | Sieh dir ⟦0⟧ an.       | COPIED",
                "See it at once. %s| Sieh es sofort. ⟦0⟧    | COPIED",
                "See it: %s        | Sieh es dir an. ⟦0⟧    | COPIED",
                "See %s {name}.    | Sieh ⟦0⟧ ⟦1⟧.          | COPIED COPIED",
                "See %s now {name}.| Sieh ⟦1⟧ jetzt. ⟦0⟧    | COPIED GUESSED",
                "See %s at once    | Sieh es sofort ⟦0⟧     | COPIED",
                "See 😍 at once.   | Sieh es sofort. ⟦0⟧    | COPIED",
            })
    void shouldDoubtAPieceBehindTheEndOfTheSentence(String text, String output, String placements) {
        List<Placement> expected =
                Stream.of(placements.split(" ")).map(Placement::valueOf).toList();

        assertThat(answered(text, TRAINED, output, "").protectedPieces())
                .extracting(ProtectedPiece::placement)
                .isEqualTo(expected);
    }

    @Test
    void shouldSayThatAPlaceIsGuessed() {
        Answer lost = answered("Please open %s again", TRAINED, "Bitte öffnen wieder", "");

        assertThat(lost.text()).contains(" %s ");
        assertThat(lost.protectedPieces()).extracting(ProtectedPiece::placement).containsExactly(Placement.GUESSED);
    }

    @Test
    void shouldPutTagsAroundTheWordsThatComeFromThoseBetweenThem() {
        Answer moved = answered(
                "I <b>really saw</b> him",
                NAMES,
                "Ich habe ihn wirklich gesehen",
                "0-0 1-3 2-4 2-1 3-2".replace("2-1 ", ""));

        assertThat(moved.text()).isEqualTo("Ich habe ihn <b>wirklich gesehen</b>");
        assertThat(answered("<p>I saw him</p>", NAMES, "Ich sah ihn", "").text())
                .isEqualTo("<p>Ich sah ihn</p>");
    }

    @Test
    void shouldNestTagsAsTheSourceDoes() {
        Answer crossed = answered(
                "a <b>b</b> c <i>d</i> e",
                new StandIns(List.of("⟦0⟧", "⟦1⟧", "⟦2⟧", "⟦3⟧"), true),
                "A ⟦0⟧ B ⟦2⟧ C ⟦1⟧ D ⟦3⟧ E",
                "");

        assertThat(crossed.text()).isEqualTo("A <b> B </b> C <i> D </i> E");
    }

    @Test
    void shouldKeepATextThatIsAllProtected() {
        Masked masked = mask("https://example.com/x 😍 {0}", TRAINED);

        assertThat(masked.isAllProtected()).isTrue();
        Answer answer = masked.unmask(Answer.builder("Eins").logProbs(-1, 1).build());
        assertThat(answer.text()).isEqualTo("https://example.com/x 😍 {0}");
        assertThat(answer.confidence()).isEqualTo(1);
        assertThat(answer.protectedPieces()).hasSize(3);
    }

    @Test
    void shouldLeaveOutAlternativesThatLostAPiece() {
        Masked masked = mask("Open %s", TRAINED);

        Answer answer = masked.unmask(Answer.builder("⟦0⟧ öffnen")
                .alternatives(List.of(alternative("Öffne ⟦0⟧"), alternative("Öffne")))
                .build());

        assertThat(answer.alternatives()).extracting(Alternative::text).containsExactly("Öffne %s");
    }

    @Test
    void shouldNotAddWhatIsBehindTheCutOfAText() {
        Masked masked = mask("Open %s and then {0}", TRAINED);

        Answer answer = masked.unmask(Answer.builder("Öffne ⟦0⟧ und")
                .sourceCut("Open ⟦0⟧ and".length())
                .build());

        assertThat(answer.text()).isEqualTo("Öffne %s und");
        assertThat(answer.sourceCut()).isEqualTo("Open %s and".length());
    }

    @Test
    void shouldSpeakOfUnknownPiecesInTheTextOnly() {
        Masked masked = mask("Open %s 漢", NAMES);

        Answer answer = masked.unmask(Answer.builder("Tom öffnen")
                .unknown(new UnknownPieces(List.of(new TextSpan(5, 8), new TextSpan(9, 10)), 1))
                .build());

        assertThat(answer.unknown().source()).containsExactly(new TextSpan(8, 9));
    }

    private static Masked mask(String text, StandIns standIns) {
        return Masked.of(ALL.find(text), new TextSpan(0, text.length()), standIns, Capitals.AS_THEY_ARE);
    }

    /** An answer to the masked text, with links of source and output words as they are counted there. */
    private static Answer answered(String text, StandIns standIns, String output, String links) {
        Masked masked = mask(text, standIns);
        List<AlignmentLink> linked = new ArrayList<>();
        for (String link : links.isEmpty() ? new String[0] : links.split(" ", -1)) {
            String[] ends = link.split("-", -1);
            linked.add(new AlignmentLink(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]), 1));
        }
        return masked.unmask(Answer.builder(output)
                .words(new WordAlignment(spans(masked.text()), spans(output), linked))
                .build());
    }

    private static List<TextSpan> spans(String text) {
        return WORD.matcher(text)
                .results()
                .map(found -> new TextSpan(found.start(), found.end()))
                .toList();
    }

    private static List<String> words(String text, List<TextSpan> spans) {
        return spans.stream()
                .map(span -> text.substring(span.start(), span.end()))
                .toList();
    }

    private static ProtectedPiece piece(String text, String piece, Answer answer, Placement placement) {
        int source = text.indexOf(piece);
        int output = answer.text().indexOf(piece);
        return new ProtectedPiece(
                new TextSpan(source, source + piece.length()),
                new TextSpan(output, output + piece.length()),
                "placeholder",
                placement);
    }

    private static Alternative alternative(String text) {
        return new Alternative(text, 0, 0, 0, FinishReason.END_TOKEN, 1);
    }
}
