// SPDX-License-Identifier: Apache-2.0
package dev.milena.markup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.StandIns;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.WordAlignment;
import dev.milena.document.BadSegments;
import dev.milena.document.Document;
import dev.milena.document.Documents;
import dev.milena.document.InCapitals;
import dev.milena.document.Segment;
import dev.milena.document.SegmentResult;
import dev.milena.document.Segmenting;
import dev.milena.protection.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts with markup, answered in capitals. */
class MarkupTest {
    private static final StandIns TRAINED = new StandIns(List.of("⟦0⟧", "⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦4⟧", "⟦5⟧"), true);
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final List<String> asked = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "<p>Hello there.</p> | <p>HELLO THERE.</p>",
                "<ul>\\n <li>One</li>\\n <li>Two</li>\\n</ul> | <ul>\\n <li>ONE</li>\\n <li>TWO</li>\\n</ul>",
                "Click <a href='x'>here</a> now. And <b>then</b>? | CLICK <a href='x'>HERE</a> NOW. AND <b>THEN</b>?",
                "<p>caf&eacute; &amp; bar &lt; pub</p> | <p>CAFÉ &amp; BAR &lt; PUB</p>",
                "<p>run <code>rm -rf</code> now</p> | <p>RUN <code>rm -rf</code> NOW</p>",
                "<pre>leave me</pre><p>ask me</p><script>var a = 'b < c';</script> | "
                        + "<pre>leave me</pre><p>ASK ME</p><script>var a = 'b < c';</script>",
                "<p>a <span translate=\"no\">Milena b</span> c</p> | <p>A <span translate=\"no\">Milena b</span> C</p>",
                "<div translate=no><p>not this</p></div><p>but this</p> | <div translate=no><p>not this</p></div><p>BUT THIS</p>",
                "<!DOCTYPE html><html><head><title>My page</title></head><body>Text<!-- no --></body></html> | "
                        + "<!DOCTYPE html><html><head><title>MY PAGE</title></head><body>TEXT<!-- no --></body></html>",
                "no markup at all | NO MARKUP AT ALL",
                "open <b>and never closed | OPEN <b>AND NEVER CLOSED",
                "closed </b> and never open | CLOSED </b> AND NEVER OPEN",
                "a <b>b <i>c</b> d</i> e | A <b>B <i>C</b> D</i> E",
                "see {0} &nbsp; and https://example.com/?a=1&b=2 | SEE {0}   AND https://example.com/?a=1&b=2",
                "<img src=\"a.png\" alt=\"A big dog\"> | <img src=\"a.png\" alt=\"A BIG DOG\">",
                "<p title='Say \"it\"'>See <img alt='a dog &amp; a cat'> now</p> | "
                        + "<p title='SAY \"IT\"'>SEE <img alt='A DOG &amp; A CAT'> NOW</p>",
                "<input placeholder=\"Your {name} here\" title=unquoted alt=\"42\"> | "
                        + "<input placeholder=\"YOUR {name} HERE\" title=unquoted alt=\"42\">",
                "<div translate=no title=\"not this\">x</div><a aria-label=\"but this\" href=\"y\">y</a> | "
                        + "<div translate=no title=\"not this\">x</div><a aria-label=\"BUT THIS\" href=\"y\">Y</a>",
                "<table><tr><td>One cell<td>Another</table> | <table><tr><td>ONE CELL<td>ANOTHER</table>",
            })
    void shouldTranslateHtml(String html, String expected) throws TextRefusedException {
        String text = html.strip().replace("\\n", "\n");
        assertThat(answer(TextFormat.HTML, text).text().replace('\u00A0', ' '))
                .isEqualTo(expected.strip().replace("\\n", "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "<?xml version=\"1.0\"?><doc><title>One</title><body>Two <x id=\"1\">three</x></body></doc> : "
                        + "<?xml version=\"1.0\"?><doc><title>ONE</title><body>TWO <x id=\"1\">THREE</x></body></doc>",
                "<string name=\"a\">Tom &amp; <![CDATA[leave <b>]]> me</string> : <string name=\"a\">TOM &amp; <![CDATA[leave <b>]]> ME</string>",
                "<a>one<b/>two</a> : <a>ONE<b/>TWO</a>",
                "<script>read me</script> : <script>READ ME</script>",
            })
    void shouldTranslateXml(String both) throws TextRefusedException {
        List<String> sides = List.of(both.split(" : ", -1));
        assertThat(answer(TextFormat.XML, sides.get(0)).text()).isEqualTo(sides.get(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "# Title\\n\\nSome *words* here. ~ # TITLE\\n\\nSOME *WORDS* HERE.",
                "- one\\n- **two** more\\n ~ - ONE\\n- **TWO** MORE\\n",
                "see [the page](https://example.com \"t\") now ~ SEE [THE PAGE](https://example.com \"t\") NOW",
                "run `code here` now ~ RUN `code here` NOW",
                "```\\nleave me\\n```\\nask me ~ ```\\nleave me\\n```\\nASK ME",
                "> quoted text\\n> goes on ~ > QUOTED TEXT GOES ON",
                "| a b | c |\\n| --- | --- |\\n| d | e | ~ | A B | C |\\n| --- | --- |\\n| D | E |",
                "a \\* b &amp; c ~ A \\* B & C",
                "![a cat](cat.png) and <https://example.com> ~ ![A CAT](cat.png) AND <https://example.com>",
                "line one  \\nline two ~ LINE ONE  \\nLINE TWO",
                "1. first\\n2. second <b>x</b> ~ 1. FIRST\\n2. SECOND <b>X</b>",
                "[ref]: https://example.com\\n\\nsee [ref] ~ [ref]: https://example.com\\n\\nSEE [REF]",
            })
    void shouldTranslateMarkdown(String markdown, String expected) throws TextRefusedException {
        String text = markdown.strip().replace("\\n", "\n");
        assertThat(answer(TextFormat.MARKDOWN, text).text())
                .isEqualTo(expected.strip().replace("\\n", "\n"));
    }

    @Test
    void shouldAskSentencesWithoutMarkup() throws TextRefusedException {
        answer(TextFormat.HTML, "<div><p>One <b>two</b>.\n  Three &lt; four.</p>Five</div>");

        assertThat(asked).containsExactly("One ⟦0⟧two⟦1⟧.", "Three < four.", "Five");
    }

    @Test
    void shouldReferToTheTextAsItCame() throws TextRefusedException {
        String text = "<p>caf&eacute; <b>bar</b></p>";

        Answer answer = answer(TextFormat.HTML, text);

        assertThat(answer.words().sourceWords())
                .extracting(span -> text.substring(span.start(), span.end()))
                .containsExactly("caf&eacute;", "bar");
        assertThat(answer.words().outputWords())
                .extracting(span -> answer.text().substring(span.start(), span.end()))
                .containsExactly("CAFÉ", "BAR");
        assertThat(answer.protectedPieces())
                .extracting(ProtectedPiece::source)
                .extracting(span -> text.substring(span.start(), span.end()))
                .containsExactly("<b>", "</b>");
        assertThat(answer.segments())
                .extracting(AnsweredSegment::source)
                .extracting(span -> text.substring(span.start(), span.end()))
                .containsExactly("caf&eacute; <b>bar</b>");
    }

    @Test
    void shouldReferToAttributesWhereTheyStand() throws TextRefusedException {
        String text = "Go <b title=\"to a caf&eacute; {0}\">there</b> now. <hr title=\"One. Two.\">End";

        Answer answer = answer(TextFormat.HTML, text);

        assertThat(answer.text()).isEqualTo("GO <b title=\"TO A CAFÉ {0}\">THERE</b> NOW. <hr title=\"ONE. TWO.\">END");
        assertThat(answer.words().sourceWords())
                .extracting(span -> text.substring(span.start(), span.end()))
                .containsExactly("Go", "to", "a", "caf&eacute;", "{0}", "there", "now", "One", "Two", "End");
        assertThat(answer.words().outputWords())
                .extracting(span -> answer.text().substring(span.start(), span.end()))
                .containsExactly("GO", "TO", "A", "CAFÉ", "{0}", "THERE", "NOW", "ONE", "TWO", "END");
        assertThat(answer.words().links()).allMatch(link -> link.source() == link.output());
        assertThat(answer.protectedPieces())
                .extracting(piece -> answer.text()
                        .substring(piece.output().start(), piece.output().end()))
                .containsExactly("<b title=\"", "{0}", "\">", "</b>");
        assertThat(answer.protectedPieces()).allMatch(piece -> text.substring(
                        piece.source().start(), piece.source().end())
                .equals(answer.text()
                        .substring(piece.output().start(), piece.output().end())));
        assertThat(answer.segments())
                .extracting(segment -> text.substring(
                        segment.source().start(), segment.source().end()))
                .containsExactly(
                        "Go <b title=\"to a caf&eacute; {0}\">there</b> now.",
                        "End", "to a caf&eacute; {0}", "One.", "Two.");
        assertThat(answer.segments())
                .extracting(segment -> answer.text()
                        .substring(segment.output().start(), segment.output().end()))
                .containsExactly(
                        "GO <b title=\"TO A CAFÉ {0}\">THERE</b> NOW.", "END", "TO A CAFÉ {0}", "ONE.", "TWO.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b>",
                "<div>",
                "<a><",
                "</b>",
                "<",
                "&",
                "&amp;",
                "<!--",
                "<table>",
                "<i title='x'>",
                "> ",
                "*",
                "[",
                "![](",
                "`",
                "- ",
                "|"
            })
    void shouldComeToAnEndWithHostileMarkup(String pattern) throws TextRefusedException {
        String text = "one " + pattern.repeat(20_000 / pattern.length()) + " two";
        for (TextFormat format : TextFormat.values()) {
            asked.clear();
            Answer answer = answer(format, text);
            assertThat(answer.text()).as("%s", format).startsWith("ONE");
        }
    }

    @Test
    void shouldLeaveATextOfMarkupAlone() throws TextRefusedException {
        String text = "<div><img src=\"x\"><br/></div>";

        assertThat(answer(TextFormat.HTML, text).text()).isEqualTo(text);
    }

    @Test
    void shouldNameTheFormats() {
        assertThat(TextFormat.parse("html")).isEqualTo(TextFormat.HTML);
        assertThatThrownBy(() -> TextFormat.parse("docx"))
                .hasMessage("format is docx; it must be one of [plain, html, xml, markdown].");
    }

    private Answer answer(TextFormat format, String text) throws TextRefusedException {
        Documents documents = new Documents(
                Segmenting.ON,
                BadSegments.REFUSE,
                100_000,
                Protection.auto(),
                format,
                InCapitals.SMALL,
                TextOverflow.AUTO);
        ModelInfo model =
                new ModelInfo("m", "1", "00", "translation", List.of("en"), List.of("de"), 500, 500, true, TRAINED);
        Document document = documents.divide(TextRequest.of(text), model, this::prepare);
        List<SegmentResult> results = new ArrayList<>();
        for (Segment segment : document.segments()) {
            results.add(SegmentResult.answered(segment.answer(inCapitals(
                    Objects.requireNonNull(segment.prepared()).request().text()))));
        }
        return document.join(results);
    }

    private PreparedText prepare(TextRequest request) {
        asked.add(request.text());
        return new PreparedText(request, List.of(), "en", "de", 10);
    }

    private static Answer inCapitals(String text) {
        List<TextSpan> words = WORD.matcher(text)
                .results()
                .map(found -> new TextSpan(found.start(), found.end()))
                .toList();
        List<AlignmentLink> links = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            links.add(new AlignmentLink(i, i, 1));
        }
        return Answer.builder(text.toUpperCase(Locale.ROOT))
                .words(new WordAlignment(words, words, links))
                .build();
    }
}
