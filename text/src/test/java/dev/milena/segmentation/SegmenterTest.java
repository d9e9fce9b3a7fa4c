// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.SplitAt;
import dev.milena.api.TextSpan;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmenterTest {
    private static final Pattern BAR = Pattern.compile("\\|");

    /** Each line: language, then the text with a bar between its segments. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            en ~ I bought bread.| Then I went home.| My sister was ill.| We called a doctor.| He came at six.
            en ~ Mr. Smith met Dr. J. R. Jones in St. Louis.| He paid $3.50, i.e. less than No. 5 says.
            en ~ It cost 20.| Then we left.
            en ~ See fig. 3 and p. 12.| Go to www.example.com or mail a.b@example.org.| Version 2.4.1 is out.
            en ~ "Are you coming?" he asked.| "No!" she said.| She left.
            en ~ It was I.| He knew it.
            en ~ Well... I do not know.| He stopped...| Then he went on.
            en ~ (He came.| She left.)| Then it rained.
            en ~ OK.| Let us go.| Is it up.| Yes.
            en ~ how are you? | i am fine. | see you at the party. | bye
            en ~ He works at etc. and so on.| Fine.
            de ~ Am 5. Mai kam Hr. Maier, d. h. der Chef.| Er blieb bis zum 12. Juni.
            de ~ Das kostet z. B. Geld, bzw. Zeit.| Vgl. Abb. 3.| Ende.
            fr ~ M. Dupont est là.| Il a dit : « Bonjour ! »| Puis il est parti.
            es ~ ¿Cómo está Ud. hoy?| ¡Muy bien!| Gracias.
            zh ~ 今天天气很好。|我们去公园。|你呢？|好！
            ja ~ 「はい。」と彼は言った。|それから出かけた。
            hi ~ यह एक किताब है।| वह घर गया।
            ar ~ كيف حالك؟| أنا بخير.
            """)
    void shouldDivideIntoSentences(String language, String marked) {
        String text = marked.replace("|", "");
        List<String> expected = BAR.splitAsStream(marked).map(String::strip).toList();

        assertThat(segments(language, text)).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldDivideLinesHeadingsAndListsAndLeaveTheirMarkers() {
        String text = """
                A Heading Without A Stop

                First paragraph. It has two.
                ---
                - bread
                * milk and eggs
                1. Open the door
                2. Go in. Sit down
                > quoted. twice
                >> deeper
                ## Small heading
                """;

        assertThat(segments("en", text))
                .containsExactly(
                        "A Heading Without A Stop",
                        "First paragraph.",
                        "It has two.",
                        "bread",
                        "milk and eggs",
                        "Open the door",
                        "Go in.",
                        "Sit down",
                        "quoted.",
                        "twice",
                        "deeper",
                        "Small heading");
    }

    @Test
    void shouldKeepANumberThatNoListGoesOnFrom() {
        assertThat(segments("de", "5. Mai ist ein Feiertag.")).containsExactly("5. Mai ist ein Feiertag.");
        assertThat(segments("en", "1. Introduction")).containsExactly("1. Introduction");
    }

    @Test
    void shouldJoinLinesThatAreWrappedAndNoOthers() {
        String mail = """
                The committee has decided that the meeting of next week
                will be held in the large hall. Everybody who wants to come
                Tuesday should say so.
                Thank you
                Anna""";

        assertThat(segments("en", mail))
                .containsExactly(
                        "The committee has decided that the meeting of next week\nwill be held in the large hall.",
                        "Everybody who wants to come\nTuesday should say so.",
                        "Thank you",
                        "Anna");
        assertThat(segments("en", "milk\neggs\nbread")).containsExactly("milk", "eggs", "bread");
    }

    @Test
    void shouldTakeEveryEndOfALine() {
        assertThat(segments("en", "one\r\ntwo\rthree\nfour\u2028five\u0085six\ffin"))
                .containsExactly("one", "two", "three", "four", "five", "six", "fin");
    }

    @Test
    void shouldFindNothingWhereNothingIsSaid() {
        assertThat(segments("en", " \n\t\u00A0\n")).isEmpty();
        assertThat(segments("en", "-----\n* * *\n😍 🏆 !?")).isEmpty();
        assertThat(segments("en", "")).isEmpty();
    }

    @Test
    void shouldLeaveSymbolsAtTheEndsOfASentenceAndKeepThoseWithin() {
        assertThat(segments("en", "I love you 😍")).containsExactly("I love you");
        assertThat(segments("en", "🎉🎉 We won! 🏆 ❤️  Thanks 👨‍👩‍👧🇩🇪")).containsExactly("We won!", "Thanks");
        assertThat(segments("en", "I 😍 it! Press 1️⃣")).containsExactly("I 😍 it!", "Press 1️⃣");
        assertThat(segments("en", "It costs 5 €")).containsExactly("It costs 5 €");
    }

    @Test
    void shouldDivideWhateverTheLanguageIsCalled() {
        assertThat(segments(null, "One. Two.")).containsExactly("One.", "Two.");
        assertThat(segments("no such tag", "One. Two.")).containsExactly("One.", "Two.");
        assertThat(segments("eng_Latn", "One. Two.")).containsExactly("One.", "Two.");
    }

    @Test
    void shouldCutAtAClauseThenAWordThenACharacter() {
        assertThat(cut("en", "one two, three four")).isEqualTo("one two, |CLAUSE| three four");
        assertThat(cut("en", "one or three")).isEqualTo("one or |WORD| three");
        assertThat(cut("en", "xxxxxxxx")).isEqualTo("xxxx|CHARACTER|xxxx");
        assertThat(cut("zh", "我们去公园，你呢")).isEqualTo("我们去公园，|CLAUSE|你呢");
        assertThat(cut("th", "ฉันรักคุณ")).contains("|WORD|");
        assertThat(cut("en", "👨‍👩‍👧👨‍👩‍👧")).isEqualTo("👨‍👩‍👧|CHARACTER|👨‍👩‍👧");
        assertThat(Segmenter.of("en").cut("👨‍👩‍👧", new TextSpan(0, 8))).isNull();
    }

    @Test
    void shouldWantASpaceOnlyBetweenScriptsThatWriteThem() {
        assertThat(Segmenter.wantsSpaceBetween("Good.", "Bye.")).isTrue();
        assertThat(Segmenter.wantsSpaceBetween("好。", "你")).isFalse();
        assertThat(Segmenter.wantsSpaceBetween("Good. ", "Bye.")).isFalse();
        assertThat(Segmenter.wantsSpaceBetween("", "Bye.")).isFalse();
    }

    private static String cut(String language, String text) {
        Cut cut = Objects.requireNonNull(Segmenter.of(language).cut(text, new TextSpan(0, text.length())));
        String marked = text.substring(0, cut.position()) + "|" + cut.at() + "|";
        return marked
                + (cut.at() == SplitAt.CHARACTER || language.equals("zh") ? "" : " ")
                + text.substring(cut.position());
    }

    private static List<String> segments(@Nullable String language, String text) {
        return Segmenter.of(language).segments(text).stream()
                .map(span -> text.substring(span.start(), span.end()))
                .toList();
    }
}
