// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import dev.milena.protection.Rules;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts to summarize that have more tokens than their model takes. */
class LongTextsTest {
    private static final String TEXT =
            "The pump in hall two leaks oil. The oil of the pump is hot. Lunch was late today. Rain fell."
                    + " Nobody came. The valve of the pump leaks.";

    private final SummaryModel model = new SummaryModel();

    @Test
    void shouldReadTheMostSalientSentencesInTheirOrderAndNameTheOthers() throws TextRefusedException {
        SummaryModel wide = new SummaryModel(21);
        Answer answer = answer(wide, TextOverflow.SALIENCE, TEXT);

        assertThat(wide.answered())
                .containsExactly(
                        "The pump in hall two leaks oil. The oil of the pump is hot. The valve of the pump leaks.");
        assertThat(pieces(TEXT, answer.leftOut())).containsExactly("Lunch was late today. Rain fell. Nobody came.");
        assertThat(answer.text()).isEqualTo("The pump in");
        assertThat(answer.segments()).isEmpty();
    }

    @Test
    void shouldReferToTheWholeText() throws TextRefusedException {
        SummaryModel wide = new SummaryModel(21);
        Answer answer = answer(wide, TextOverflow.SALIENCE, TEXT);

        assertThat(pieces(TEXT, answer.words().sourceWords()))
                .containsExactly(wide.answered().get(0).split(" "));
        assertThat(pieces(TEXT, answer.unknown().source())).containsExactly("leaks.");
        assertThat(answer.unknown().source().get(0).end()).isEqualTo(TEXT.length());
        for (Token token : Objects.requireNonNull(answer.attention()).sourceTokens()) {
            if (!token.isSpecial()) {
                assertThat(TEXT.substring(token.start(), token.end())).isEqualTo(token.piece());
            }
        }
    }

    @Test
    void shouldFillTheRoomWithTheBeginningOfASentenceThatDoesNotFit() throws TextRefusedException {
        String text =
                "Pumps leak oil and water. Pumps of all kinds leak oil, and water as well, in all halls of all sites.";
        Answer answer = answer(model, TextOverflow.SALIENCE, text);

        assertThat(model.answered()).containsExactly("Pumps leak oil and water. Pumps of all kinds leak oil,");
        assertThat(pieces(text, answer.leftOut())).containsExactly("and water as well, in all halls of all sites.");
    }

    /** The second sentence is the last that is taken, and cut, between two whole ones. */
    @Test
    void shouldFillTheRoomBetweenTwoSentences() throws TextRefusedException {
        String text = "Pumps leak oil. Lunch again was late, as it often is in the canteen. Oil leaks of pumps.";
        Answer answer = answer(model, TextOverflow.SALIENCE, text);

        assertThat(model.answered()).containsExactly("Pumps leak oil. Lunch again was late, Oil leaks of pumps.");
        assertThat(pieces(text, answer.leftOut())).containsExactly("as it often is in the canteen.");
    }

    /** What stands between sentences has tokens too. */
    @Test
    void shouldLeaveRoomForMarksBetweenSentences() throws TextRefusedException {
        String text = "- Pumps leak oil.\n- Oil leaks of pumps.\n- Oil of pumps is leaking all the time here.";
        Answer answer = answer(model, TextOverflow.SALIENCE, text);

        assertThat(model.answered()).hasSize(1);
        assertThat(SummaryModel.tokens(model.answered().get(0))).hasSizeBetween(9, SummaryModel.MAX_TOKENS - 1);
        assertThat(answer.leftOut()).isNotEmpty();
    }

    @Test
    void shouldReadAShortTextAsItIs() throws TextRefusedException {
        for (TextOverflow overflow : TextOverflow.values()) {
            SummaryModel fresh = new SummaryModel();
            Answer answer = answer(fresh, overflow, "It  rains.\nIt pours.");

            assertThat(fresh.answered()).containsExactly("It  rains.\nIt pours.");
            assertThat(answer.leftOut()).isEmpty();
        }
    }

    @Test
    void shouldSummarizePartsAndThenTheSummaries() throws TextRefusedException {
        String text = "One two three four five six. Seven eight nine ten. Lorem ipsum dolor sit. Amet elit sed do it.";
        Answer answer = answer(model, TextOverflow.MAP_REDUCE, text);

        assertThat(model.answered())
                .containsExactly(
                        "One two three four five six. Seven eight nine ten.",
                        "Lorem ipsum dolor sit. Amet elit sed do it.",
                        "One two three\nLorem ipsum dolor");
        assertThat(answer.text()).isEqualTo("One two three");
        assertThat(answer.leftOut()).isEmpty();
        assertThat(pieces(text, answer.words().sourceWords())).containsExactly(text.split(" "));
        for (AlignmentLink link : answer.words().links()) {
            assertThat(piece(text, answer.words().sourceWords().get(link.source())))
                    .isEqualTo(piece(answer.text(), answer.words().outputWords().get(link.output())));
            assertThat(link.weight()).isEqualTo(0.25f);
        }
        assertThat(answer.words().links()).hasSize(3);
        assertThat(pieces(text, answer.unknown().source())).containsExactly("ten.", "it.");
        assertThat(Objects.requireNonNull(answer.attention()).sourceTokens())
                .isNotEmpty()
                .allMatch(Token::isSpecial);
    }

    @Test
    void shouldSummarizeSummariesUntilOneIsLeft() throws TextRefusedException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append("Word").append(i).append(" is one of many here. ");
        }
        Answer answer = answer(model, TextOverflow.MAP_REDUCE, text.toString());

        assertThat(model.answered()).hasSizeGreaterThan(40);
        assertThat(answer.text()).isEqualTo("Word0 is one");
        assertThat(answer.leftOut()).isEmpty();
        assertThat(piece(
                        text.toString(),
                        answer.words()
                                .sourceWords()
                                .get(answer.words().links().get(0).source())))
                .isEqualTo("Word0");
    }

    @Test
    void shouldNameAPartThatCouldNotBeSummarized() throws TextRefusedException {
        String text = "One two three four five six seven eight nine. Do not trip over this long sentence here please."
                + " Lorem ipsum dolor sit amet elit sed do.";
        Documents keep = documents(TextOverflow.MAP_REDUCE, BadSegments.KEEP);
        Answer answer = model.answer(keep.divide(TextRequest.of(text), model.info(), model::prepare));

        assertThat(answer.text()).isEqualTo("One two three");
        assertThat(pieces(text, answer.leftOut())).containsExactly("Do not trip over this long sentence here please.");
        assertThatThrownBy(() -> answer(model, TextOverflow.MAP_REDUCE, text))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.ENGINE_FAILED))
                .hasMessageContaining("milena.text.segment.bad=keep");
    }

    @Test
    void shouldNameWhatStandsInNoPart() throws TextRefusedException {
        Documents protecting = new Documents(
                Segmenting.AUTO,
                BadSegments.REFUSE,
                100,
                Protection.parse("url", Rules.builtIn()),
                TextFormat.PLAIN,
                InCapitals.SMALL,
                TextOverflow.MAP_REDUCE);
        String text =
                "One two three four five six seven eight nine.\n\nhttps://example.com/a/very/long/address/that/is/a/part"
                        + "/by/itself/and/has/nothing/beside/it/at/all/end\n\nLorem ipsum dolor sit amet elit sed do it. 😍";
        Answer answer = model.answer(protecting.divide(TextRequest.of(text), model.info(), model::prepare));

        assertThat(answer.text()).isEqualTo("One two three");
        assertThat(pieces(text, answer.leftOut())).hasSize(2).last().isEqualTo("😍");
        assertThat(pieces(text, answer.leftOut()).get(0))
                .startsWith("https://example.com/a/very")
                .endsWith("/end");
    }

    /** What no round shortens is excerpted in the end, and parts whose summaries were not read in full are named. */
    @Test
    void shouldComeToAnEndWhereSummariesAreNoShorter() throws TextRefusedException {
        String text = "Aa bb cc. ".repeat(20) + "Dd ee ff.";
        Answer answer = answer(new SummaryModel(4), TextOverflow.MAP_REDUCE, text);

        assertThat(answer.text()).isEqualTo("Aa bb cc.");
        assertThat(answer.leftOut()).isNotEmpty();
        assertThat(answer.leftOut().get(answer.leftOut().size() - 1).end()).isEqualTo(text.length());
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "SALIENCE", "MAP_REDUCE"})
    void shouldExcerptATextWhoseAnswerBegins(TextOverflow overflow) throws TextRefusedException {
        Document document = documents(overflow, BadSegments.REFUSE)
                .divide(TextRequest.of(TEXT).startingWith("Oil"), model.info(), model::prepare);

        assertThat(document.segments()).hasSize(1);
        assertThat(Objects.requireNonNull(document.segments().get(0).prepared())
                        .request()
                        .targetPrefix())
                .isEqualTo("Oil");
        assertThat(model.answer(document).leftOut()).isNotEmpty();
    }

    @Test
    void shouldKeepProtectedPiecesOfAnExcerptInTheirPlaces() throws TextRefusedException {
        Documents protecting = new Documents(
                Segmenting.AUTO,
                BadSegments.REFUSE,
                100,
                Protection.parse("url", Rules.builtIn()),
                TextFormat.PLAIN,
                InCapitals.SMALL,
                TextOverflow.SALIENCE);
        String text =
                "Rain fell on us. See https://example.com/pump for the pump. The pump leaks and leaks all day. Well now.";
        Answer answer = model.answer(protecting.divide(TextRequest.of(text), model.info(), model::prepare));

        assertThat(answer.leftOut()).isNotEmpty();
        assertThat(answer.protectedPieces()).allSatisfy(piece -> {
            assertThat(piece(text, piece.source())).isEqualTo("https://example.com/pump");
            assertThat(piece(answer.text(), piece.output())).isEqualTo("https://example.com/pump");
        });
        assertThat(answer.protectedPieces()).hasSize(1);
    }

    @Test
    void shouldRefuseWhatIsNotCondensed() {
        assertThatThrownBy(() -> answer(model, TextOverflow.REFUSE, TEXT))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.TOO_MANY_TOKENS));
        ModelInfo other = new ModelInfo("gen", "1", "00", "generation", List.of(), List.of(), 12, 50);
        for (TextOverflow overflow : TextOverflow.values()) {
            assertThatThrownBy(() ->
                            documents(overflow, BadSegments.REFUSE).divide(TextRequest.of(TEXT), other, model::prepare))
                    .isInstanceOf(TextRefusedException.class);
        }
    }

    private static Answer answer(SummaryModel model, TextOverflow overflow, String text) throws TextRefusedException {
        return model.answer(
                documents(overflow, BadSegments.REFUSE).divide(TextRequest.of(text), model.info(), model::prepare));
    }

    private static Documents documents(TextOverflow overflow, BadSegments bad) {
        return new Documents(
                Segmenting.AUTO, bad, 4_096, Protection.auto(), TextFormat.PLAIN, InCapitals.SMALL, overflow);
    }

    private static List<String> pieces(String text, List<TextSpan> spans) {
        return spans.stream().map(span -> piece(text, span)).toList();
    }

    private static String piece(String text, TextSpan span) {
        return text.substring(span.start(), span.end());
    }
}
