// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.AnswerBuilder;
import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import dev.milena.api.FinishReason;
import dev.milena.api.TextSpan;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WordAlignment;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionTest {
    private static final String TRANSLATION = "translation";
    private static final Inspection INSPECTION = Inspection.defaults();

    private static AnswerBuilder german(String output) {
        return Answer.builder(output).languages("en", "de").tokens(5, 7);
    }

    private static List<Doubt> doubts(String source, Answer answer) {
        return INSPECTION.inspected(source, TRANSLATION, answer).doubts();
    }

    private static List<DoubtKind> kinds(String source, String output) {
        return doubts(source, german(output).build()).stream().map(Doubt::kind).toList();
    }

    private static List<String> pieces(String text, List<TextSpan> spans) {
        return spans.stream()
                .map(span -> text.substring(span.start(), span.end()))
                .toList();
    }

    @Test
    void shouldDoubtNothingOfAGoodTranslation() {
        Answer answer = german("Der Arzt hat mir gesagt, dass ich um 18.30 Uhr kommen soll.")
                .build();
        assertThat(INSPECTION.inspected("The doctor told me to come at 6:30 p.m.", TRANSLATION, answer))
                .isSameAs(answer);
    }

    @Test
    void shouldShowTheLoopOfARunaway() {
        String output = "Die Antwort ist UNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN";
        List<Doubt> doubts = doubts(
                "The answer is unknown to all of us, said the man.",
                german(output).build());
        assertThat(doubts).extracting(Doubt::kind).containsExactly(DoubtKind.RUNAWAY, DoubtKind.REPETITION);
        assertThat(doubts.get(0).value()).isEqualTo(7);
        assertThat(pieces(output, doubts.get(0).output()))
                .singleElement()
                .asString()
                .matches("N+");
    }

    @Test
    void shouldDoubtATranslationThatMeetsTheLengthLimitAndNoOtherText() {
        Answer cut = german("Das ist der Anfang von")
                .finishReason(FinishReason.LENGTH_LIMIT)
                .build();
        assertThat(doubts("This is the start of it", cut))
                .extracting(Doubt::kind)
                .containsExactly(DoubtKind.RUNAWAY);
        assertThat(INSPECTION
                        .inspected("This is the start of it", "generation", cut)
                        .doubts())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Some furniture is put together with glue. | Manche Möbel sind zusammen mit Pfefffffffffer.",
                "He had a reason to go. | Er hatte hatte hatte hatte hatte einen Grund zu gehen.",
                "It is a long report on the work. | Es ist ein Berichtichtichtichtichtichtichtichtich."
            })
    void shouldDoubtWhatIsSaidAgainAndAgain(String source, String output) {
        assertThat(kinds(source, output)).contains(DoubtKind.REPETITION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No, no, no, no, no! | Nein, nein, nein, nein, nein!",
                "Aaaaaaaah! That hurts. | Aaaaaaaah! Das tut weh.",
                "------------------------ and then | ------------------------ und dann",
                "It is 1000000000 here. | Es sind hier 1000000000.",
                "Ha ha ha! | Ha ha ha!"
            })
    void shouldNotDoubtWhatTheTextSaysAgainAndAgain(String source, String output) {
        assertThat(kinds(source, output)).isEmpty();
    }

    @Test
    void shouldMeasureHowMuchShorterOrLongerATranslationIs() {
        String source = "The committee has decided that the meeting will be held next week.";
        assertThat(doubts(source, german("Der Ausschuss.").build()))
                .singleElement()
                .satisfies(doubt -> {
                    assertThat(doubt.kind()).isEqualTo(DoubtKind.TOO_SHORT);
                    assertThat(doubt.value()).isBetween(0.2f, 0.4f);
                });
        assertThat(kinds("I know it.", "Ich weiß es, denn gestern hat mir jemand davon erzählt, der es gesehen hatte."))
                .containsExactly(DoubtKind.TOO_LONG);
        assertThat(kinds("Well?", "")).containsExactly(DoubtKind.TOO_SHORT);
        assertThat(INSPECTION
                        .inspected(
                                source,
                                "summarization",
                                german("Der Ausschuss.").build())
                        .doubts())
                .isEmpty();
    }

    @Test
    void shouldTakeCharactersOfChineseForMoreThanLetters() {
        Answer answer = Answer.builder("委员会决定下周举行会议。").languages("en", "zh").build();
        assertThat(doubts("The committee has decided to hold the meeting next week.", answer))
                .isEmpty();
    }

    @Test
    void shouldDoubtAnAnswerBelowTheLeastConfidenceOnly() {
        Inspection inspection = new Inspection(EnumSet.allOf(DoubtKind.class), new Limits(0.5, 0.55, 2.2, 0.5));
        Answer unsure =
                german("Ich weiß es nicht.").logProbs((float) Math.log(0.4), 0).build();
        Answer sure =
                german("Ich weiß es nicht.").logProbs((float) Math.log(0.6), 0).build();
        assertThat(inspection.inspected("I do not know.", TRANSLATION, unsure).doubts())
                .singleElement()
                .satisfies(doubt -> {
                    assertThat(doubt.kind()).isEqualTo(DoubtKind.LOW_CONFIDENCE);
                    assertThat(doubt.value()).isCloseTo(0.4f, within(1e-4f));
                });
        assertThat(inspection.inspected("I do not know.", TRANSLATION, sure).doubts())
                .isEmpty();
    }

    @Test
    void shouldShowWhatIsCopiedUntranslated() {
        String output = "Er sagte, because the weather was so bad today.";
        List<Doubt> doubts = doubts(
                "He said so because the weather was so bad today.",
                german(output).build());
        assertThat(doubts).extracting(Doubt::kind).contains(DoubtKind.COPIED);
        assertThat(pieces(output, doubts.get(0).output())).containsExactly("because the weather was so bad today");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Visit New York Times, Los Angeles! | Besuchen Sie New York Times, Los Angeles!",
                "Download | Download",
                "OK, Computer 3000 | OK, Computer 3000",
                "(%(user_name)s) %(error_text)s | (%(user_name)s) %(error_text)s"
            })
    void shouldNotTakeNamesNumbersAndPlaceholdersForCopied(String source, String output) {
        assertThat(kinds(source, output)).isEmpty();
    }

    @Test
    void shouldNotCallItCopiedWhereTheLanguageStays() {
        Answer answer = Answer.builder("It was raining because of the wind.")
                .languages("en", "en-GB")
                .build();
        assertThat(doubts("It was raining because of the wind.", answer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "This school was founded in 1650. | Diese Schule wurde 1950 gegründet.",
                "It costs 1.5 euros more. | Es kostet 15 Euro mehr.",
                "There are 3 of them here. | Davon gibt es hier 4.",
                "We need 250 chairs. | Wir brauchen Stühle.",
                "We need chairs for all. | Wir brauchen 17 Stühle für alle."
            })
    void shouldDoubtNumbersThatChange(String source, String output) {
        assertThat(kinds(source, output)).containsExactly(DoubtKind.NUMBERS_ALTERED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "This job pays 10,000 yen a day. | Diese Arbeit bringt zehntausend Yen am Tag.",
                "It costs 1,234.50 dollars. | Es kostet 1.234,50 Dollar.",
                "It costs 1,234.50 dollars. | Es kostet 1\u00A0234,50 Dollar.",
                "I have 7 cats. | Ich habe sieben Katzen.",
                "I have seven cats. | Ich habe 7 Katzen.",
                "It is the 21st day. | Es ist der einundzwanzigste Tag.",
                "A hundred people came. | 100 Leute kamen.",
                "Come at 6:30 p.m. please. | Bitte kommen Sie um 18.30 Uhr.",
                "I'll be there at 2:30. | Ich bin um halb drei da.",
                "On 05/12/2024 it was closed. | Am 12.5.2024 war geschlossen.",
                "There are ٣٤ of them. | Davon gibt es 34."
            })
    void shouldNotDoubtNumbersThatAreWrittenAnotherWay(String source, String output) {
        assertThat(kinds(source, output)).isEmpty();
    }

    @Test
    void shouldShowWhichNumbersHaveNoCounterpart() {
        String source = "Of 215 votes 15 were against it.";
        String output = "Von 215 Stimmen waren 33 dagegen.";
        assertThat(doubts(source, german(output).build())).singleElement().satisfies(doubt -> {
            assertThat(pieces(source, doubt.source())).containsExactly("15");
            assertThat(pieces(output, doubt.output())).containsExactly("33");
            assertThat(doubt.value()).isEqualTo(2);
        });
    }

    @Test
    void shouldShowContentWordsThatNothingIsAlignedTo() {
        String source = "The old doctor lost his keys";
        Answer answer = german("Der alte Mann ist weg")
                .words(new WordAlignment(
                        List.of(
                                new TextSpan(0, 3),
                                new TextSpan(4, 7),
                                new TextSpan(8, 14),
                                new TextSpan(15, 19),
                                new TextSpan(20, 23),
                                new TextSpan(24, 28)),
                        List.of(new TextSpan(0, 3), new TextSpan(4, 8)),
                        List.of(new AlignmentLink(0, 0, 1), new AlignmentLink(1, 1, 1))))
                .build();
        assertThat(doubts(source, answer)).singleElement().satisfies(doubt -> {
            assertThat(doubt.kind()).isEqualTo(DoubtKind.UNALIGNED_SOURCE);
            assertThat(pieces(source, doubt.source())).containsExactly("doctor", "lost", "keys");
            assertThat(doubt.value()).isEqualTo(0.75f);
        });
    }

    @Test
    void shouldShowWordsOfAnotherScript() {
        String output = "Ich wohne in der Nähe von Берлине.";
        assertThat(doubts("I live near the capital Berlin.", german(output).build()))
                .singleElement()
                .satisfies(doubt -> {
                    assertThat(doubt.kind()).isEqualTo(DoubtKind.WRONG_SCRIPT);
                    assertThat(pieces(output, doubt.output())).containsExactly("Берлине");
                });
        assertThat(kinds("The word Берлине is Russian.", "Das Wort Берлине ist russisch."))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ja | 東京でカフカを使う。 | true",
                "ja | Kafka Streamsを東京で使っています。 | true",
                "ru | Я использую Kafka и Streams каждый день. | true",
                "ru | Ya ispolzuyu etu programmu kazhdyj den. | false",
                "sr | Ово је књига. | true",
                "sr | Ovo je knjiga. | true",
                "sr-Latn | Ово је књига. | false",
                "zh-Hant | 我們用卡夫卡。 | true",
                "de | Der Winkel β ist klein. | true",
                "hi | यह एक किताब है। | true",
                "hi | یہ ایک کتاب ہے۔ | false"
            })
    void shouldKnowTheScriptsOfALanguage(String language, String output, boolean isRight) {
        Answer answer = Answer.builder(output).languages("en", language).build();
        Doubt doubt = Scripts.find(new Subject("Kafka Streams", TRANSLATION, answer), Limits.defaults());
        assertThat(doubt == null).isEqualTo(isRight);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | I do not know why he went to the city with the children. | de fr es it nl sv pl",
                "de | Ich weiß nicht, warum er mit den Kindern in die Stadt gefahren ist. | en fr es it nl sv pl",
                "fr | Tous les êtres humains naissent libres et égaux en dignité et en droits. | en de nl sv pl",
                "es | Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón. | en de nl sv pl",
                "it | Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione. | en de fr",
                "pt | Todos os seres humanos nascem livres e iguais em dignidade e em direitos, e são dotados de razão. | en de nl sv",
                "nl | Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd met verstand. | en de fr pl",
                "sv | Alla människor är födda fria och lika i värde och rättigheter. De har utrustats med förnuft. | en de fr nl",
                "pl | Wszyscy ludzie rodzą się wolni i równi w swojej godności i prawach, bo to jest ich prawo. | en de fr",
                "fi | Minä tiedän, että hän oli täällä, koska sinä olet myös siellä. | en de fr es it",
                "ru | Я уже знаю, почему это было так, и что мне очень нужно. | uk"
            })
    void shouldTellALanguageFromOthers(String language, String text, String others) {
        assertThat(isOfAnotherLanguage(text, language)).as(language).isFalse();
        for (String other : others.split(" ", -1)) {
            assertThat(isOfAnotherLanguage(text, other)).as(other).isTrue();
        }
    }

    private static boolean isOfAnotherLanguage(String text, String wanted) {
        Answer answer = Answer.builder(text).languages("zh", wanted).build();
        return Languages.find(new Subject("x", TRANSLATION, answer), Limits.defaults()) != null;
    }

    @Test
    void shouldShowUnknownPiecesThatAreMissing() {
        String source = "It works 🚀 well ☃";
        Answer answer = german("Es klappt gut ☃")
                .unknown(new UnknownPieces(List.of(new TextSpan(9, 11), new TextSpan(17, 18)), 0))
                .build();
        assertThat(doubts(source, answer)).singleElement().satisfies(doubt -> {
            assertThat(doubt.kind()).isEqualTo(DoubtKind.UNKNOWN_DROPPED);
            assertThat(pieces(source, doubt.source())).containsExactly("🚀");
        });
    }

    @Test
    void shouldLookForTheKindsThatAreOnOnly() {
        Inspection numbers = new Inspection(EnumSet.of(DoubtKind.NUMBERS_ALTERED), Limits.defaults());
        Answer answer = german("1950 1950 1950 1950 1950 1950 1950").build();
        assertThat(numbers.inspected("In 1650 it was built.", TRANSLATION, answer)
                        .doubts())
                .extracting(Doubt::kind)
                .containsExactly(DoubtKind.NUMBERS_ALTERED);
        assertThat(Inspection.none().inspected("In 1650 it was built.", TRANSLATION, answer))
                .isSameAs(answer);
    }
}
