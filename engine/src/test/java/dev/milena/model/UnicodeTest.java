// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.bundle.BundleFixture;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Unicode policy of {@code docs/guarantees.md}, from the text to the answer of a real bundle. */
class UnicodeTest {
    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static BundleTextModel model;

    @BeforeAll
    static void open() {
        model = TextModels.open(
                BundleFixture.repository().resolve("models/tiny"),
                EngineSettings.defaults().withThreads(1));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static Stream<Arguments> answered() {
        return Stream.of(
                Arguments.of("a composed letter", "caf\u00e9 noir", List.of("caf\u00e9", "noir")),
                Arguments.of("a decomposed letter", "cafe\u0301 noir", List.of("cafe\u0301", "noir")),
                Arguments.of("a family of four joined", "my " + FAMILY + " home", List.of("my", FAMILY, "home")),
                Arguments.of(
                        "a flag", "to \uD83C\uDDE9\uD83C\uDDEA now", List.of("to", "\uD83C\uDDE9\uD83C\uDDEA", "now")),
                Arguments.of(
                        "a cluster of 500 marks",
                        "a" + "\u0301".repeat(500) + " b",
                        List.of("a" + "\u0301".repeat(500), "b")),
                Arguments.of(
                        "right to left",
                        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631",
                        List.of("\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631")),
                Arguments.of(
                        "a conjoining syllable", "\u1112\u1161\u11ab \uad6d", List.of("\u1112\u1161\u11ab", "\uad6d")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void answered(String what, String text, List<String> words) throws TextRefusedException {
        assertThat(answer(text).words().sourceWords())
                .as(what)
                .extracting(word -> text.substring(word.start(), word.end()))
                .isEqualTo(words);
    }

    static Stream<String> kept() {
        return Stream.of(
                "\uFEFFwith a byte order mark",
                "a replacement \uFFFD character",
                "embedded \u202Eright to left\u202C control",
                "isolated \u2067right to left\u2069 control",
                "zero\u200Bwidth\u200Cand\u200Djoined\u2060",
                "tags \uDB40\uDC41\uDB40\uDC42 here",
                "a noncharacter \uFFFF and \uDBFF\uDFFF",
                "private use \uE000 \uDB80\uDC00",
                "lines\u2028and\u2029paragraphs\u0085",
                "a bell \u0007 and an escape \u001B[0m",
                "a soft\u00ADhyphen and a variation \u2764\uFE0F",
                "ligatures \uFB03 and \uFDFA");
    }

    @ParameterizedTest
    @MethodSource
    void kept(String text) throws TextRefusedException {
        Answer answer = answer(text);

        assertThat(answer.text()).isNotNull();
        assertSpans(text, answer.words().sourceWords());
        assertSpans(answer.text(), answer.words().outputWords());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("a high surrogate alone", "a \uD83D b", RefusalCode.MALFORMED_TEXT),
                Arguments.of("a low surrogate alone", "a \uDE00 b", RefusalCode.MALFORMED_TEXT),
                Arguments.of("surrogates exchanged", "a \uDE00\uD83D b", RefusalCode.MALFORMED_TEXT),
                Arguments.of("NUL", "a\0b", RefusalCode.MALFORMED_TEXT),
                Arguments.of("white space of all kinds", " \u00A0\u3000\u2028\t", RefusalCode.EMPTY_TEXT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String what, String text, RefusalCode code) {
        assertThatThrownBy(() -> model.prepare(TextRequest.of(text)))
                .as(what)
                .asInstanceOf(InstanceOfAssertFactories.type(TextRefusedException.class))
                .extracting(TextRefusedException::code)
                .isEqualTo(code);
    }

    /** The event's text is never changed, so that spans fit what its sender has; the tokenizer may normalise for itself. */
    @Test
    void shouldCountTheUnitsOfTheTextAsItCameWhenItIsNotComposed() throws TextRefusedException {
        String decomposed = "cafe\u0301 noir";

        PreparedText prepared = model.prepare(TextRequest.of(decomposed));

        assertThat(prepared.request().text()).isEqualTo(decomposed);
        int last = prepared.sourceTokens().stream().mapToInt(Token::end).max().orElseThrow();
        assertThat(last).isEqualTo(decomposed.length());
    }

    private static Answer answer(String text) throws TextRefusedException {
        PreparedText prepared = model.prepare(TextRequest.of(text));
        for (Token token : prepared.sourceTokens()) {
            if (!token.isSpecial()) {
                assertSpans(text, List.of(new TextSpan(token.start(), token.end())));
            }
        }
        return model.answer(List.of(prepared)).get(0);
    }

    private static void assertSpans(String text, List<TextSpan> spans) {
        assertThat(spans).allSatisfy(span -> {
            assertThat(span.start()).isBetween(0, span.end());
            assertThat(span.end()).isLessThanOrEqualTo(text.length());
            assertThat(cutsAPair(text, span.start()) || cutsAPair(text, span.end()))
                    .isFalse();
        });
    }

    private static boolean cutsAPair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
    }
}
