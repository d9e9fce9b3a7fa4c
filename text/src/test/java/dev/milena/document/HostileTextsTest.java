// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import dev.milena.api.SplitAt;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that nobody writes. */
class HostileTextsTest {
    private final WordModel model = new WordModel();

    @Test
    void shouldSpellAMegabyteInOneWordCharacterByCharacter() throws TextRefusedException {
        String word = "x".repeat(1 << 20);
        Documents many = new Documents(
                Segmenting.ON,
                BadSegments.REFUSE,
                1 << 20,
                Protection.auto(),
                TextFormat.PLAIN,
                InCapitals.SMALL,
                TextOverflow.AUTO);
        List<String> longest = new ArrayList<>();

        Document document = many.divide(TextRequest.of(word), model.info(), request -> {
            longest.add(request.text());
            return model.prepare(request);
        });

        assertThat(document.segments()).allSatisfy(segment -> assertThat(
                        segment.source().end() - segment.source().start())
                .isLessThanOrEqualTo(WordModel.CHARACTERS_A_TOKEN * WordModel.MAX_TOKENS));
        assertThat(document.segments())
                .extracting(Segment::splitAt)
                .startsWith(SplitAt.CHARACTER)
                .endsWith(SplitAt.SENTENCE);
        assertThat(longest).extracting(String::length).allSatisfy(length -> assertThat(length)
                .isLessThanOrEqualTo(16 * WordModel.MAX_TOKENS));
        assertThatThrownBy(() -> Documents.defaults().divide(TextRequest.of(word), model.info(), model::prepare))
                .hasMessageContaining("milena.text.max.segments");
    }

    /** Were the work not in proportion to the text, none of these would come to an end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "x, ",
                "今天",
                "x!",
                "\n",
                "x\n",
                "- ",
                ". ",
                "! ( ",
                "\"? ",
                "ไปไหนมา",
                "1. a\n",
                "> ",
                "x\u0301 ",
                "…x ",
                "{",
                "<a ",
                "`",
                "@a",
                "%s ",
                "1:",
                "http://",
                "<b>",
                "a@",
                "😍"
            })
    void shouldComeToAnEndWithHostileTexts(String pattern) throws TextRefusedException {
        Documents many = new Documents(
                Segmenting.ON,
                BadSegments.KEEP,
                1 << 20,
                Protection.auto(),
                TextFormat.PLAIN,
                InCapitals.SMALL,
                TextOverflow.AUTO);
        String text = "Start " + pattern.repeat((1 << 18) / pattern.length()) + " end";
        String wrapped = ("x".repeat(50) + "\n").repeat(5_000) + pattern;

        for (String hostile : List.of(text, wrapped)) {
            List<Segment> segments = many.divide(TextRequest.of(hostile), model.info(), new WordModel()::prepare)
                    .segments();
            assertThat(segments).isNotEmpty();
            assertThat(segments.get(0).source().start()).isZero();
        }
    }

    @Test
    void shouldRefuseACharacterThatNoTokensCanSpell() {
        String heap = "a" + "\u0301".repeat(10_000);

        assertThatThrownBy(() ->
                        Documents.defaults().divide(TextRequest.of("Fine. " + heap), model.info(), model::prepare))
                .isInstanceOfSatisfying(
                        TextRefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.TOO_MANY_TOKENS));
    }
}
