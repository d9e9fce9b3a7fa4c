// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectorTest {
    private static final Protector ALL = Protection.auto().in("translation");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "url         | See https://example.com/a?b=c#d, please.    | https://example.com/a?b=c#d",
                "url         | (www.example.org)                           | www.example.org",
                "url         | Write to mailto:me@example.com.             | mailto:me@example.com",
                "email       | Ask first.last+tag@mail.example.co.uk!      | first.last+tag@mail.example.co.uk",
                "placeholder | Delete {0} files?                           | {0}",
                "placeholder | Hello {user_name}!                          | {user_name}",
                "placeholder | Hello {{ user.name }}!                      | {{ user.name }}",
                "placeholder | Hello ${user.name}!                         | ${user.name}",
                "placeholder | Hello #{name}!                              | #{name}",
                "placeholder | Due %(date)s at last                        | %(date)s",
                "placeholder | Copy %s here                                | %s",
                "placeholder | It has %1$d parts                           | %1$d",
                "placeholder | Change kernel for %1                        | %1",
                "placeholder | It takes {count, number} days               | {count, number}",
                "placeholder | Welcome, :name, to us                       | :name",
                "placeholder | Set $HOME first                             | $HOME",
                "tag         | a <a href=\"x y\">b                         | <a href=\"x y\">",
                "tag         | you &amp; me                                | &amp;",
                "code        | Run `rm -rf .` now                          | `rm -rf .`",
                "code        | If ``True``, stop                           | ``True``",
                "hashtag     | I love #Zürich so much                      | #Zürich",
                "mention     | Thanks @some_one for it                     | @some_one",
                "date        | Due on 2026-11-30 at last                   | 2026-11-30",
                "date        | It was 2026-11-30T02:40:00Z then            | 2026-11-30T02:40:00Z",
                "date        | Call at 6:30 sharp                          | 6:30",
                "number      | It costs $12.50 today                       | $12.50",
                "number      | It costs 12,50 € today                      | 12,50 €",
                "number      | It weighs 5 kg or so                        | 5 kg",
                "number      | Up by 7% now                                | 7%",
                "number      | Since 1998 we know                          | 1998",
                "number      | It has 1,234,567 rows                       | 1,234,567",
                "id          | Order AB-1234 is late                       | AB-1234",
                "id          | See 123e4567-e89b-12d3-a456-426614174000 ok | 123e4567-e89b-12d3-a456-426614174000",
                "id          | Commit ab89715f is bad                      | ab89715f",
                "id          | Use snake_case here                         | snake_case",
                "id          | Look into /etc/hosts first                  | /etc/hosts",
                "id          | Release v2.1.0-rc1 is out                   | v2.1.0-rc1",
                "emoji       | I love 😍 you                               | 😍",
                "emoji       | Flag 🇩🇪 and family 👨‍👩‍👧                | 🇩🇪~👨‍👩‍👧",
                "emoji       | Press 1️⃣ now                               | 1️⃣",
            })
    void shouldFindEachKindOfPiece(String set, String text, String pieces) {
        ProtectedText found = ALL.find(text);

        assertThat(found.spans())
                .extracting(span -> text.substring(span.start(), span.end()))
                .containsExactly(pieces.split("~"));
        assertThat(found.spans()).extracting(ProtectedSpan::set).containsOnly(set.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Good morning! Did you sleep well?",
                "I have 3 cats, and he's 5.",
                "It was a full success... or not?",
                "Rock & roll: 5 of 6 (or so)",
                "A: yes; B: no",
                "either/or, his/her",
                "The 1st, the 2nd and the 21st",
                "a < b and b > c",
                "Don't #",
                "a # b",
                "C#",
            })
    void shouldLeaveWordsAlone(String text) {
        assertThat(ALL.find(text).isPlain()).isTrue();
    }

    @Test
    void shouldFindPiecesThatFollowEachOther() {
        assertThat(found("%s %s %s")).containsExactly("%s", "%s", "%s");
        assertThat(found("@a @b @c")).containsExactly("@a", "@b", "@c");
        assertThat(found("#a #b,#c")).containsExactly("#a", "#b", "#c");
    }

    @Test
    void shouldMakeOnePieceOfThoseThatTouch() {
        assertThat(found("see <b>%s</b><br><br>then")).containsExactly("<b>%s</b>", "<br><br>");
        assertThat(ALL.find("see <b>%s</b>").spans().get(0).set()).isEqualTo("placeholder");
    }

    @Test
    void shouldKeepTheFirstAndLongestOfThoseThatOverlap() {
        assertThat(found("at https://example.com/@you/#now?x=12:30 ok"))
                .containsExactly("https://example.com/@you/#now?x=12:30");
        assertThat(found("`see https://example.com`")).containsExactly("`see https://example.com`");
    }

    @Test
    void shouldProtectTheNamedSetsOnly() {
        Protector urls = Protection.parse("url, emoji", Rules.builtIn()).in("summarization");

        String text = "See https://example.com at 10:30 😍";
        assertThat(urls.find(text).spans()).extracting(ProtectedSpan::set).containsExactly("url", "emoji");
        assertThat(Protection.auto().in("summarization").find(text).isPlain()).isTrue();
        assertThat(Protection.none().in("translation").find(text).isPlain()).isTrue();
    }

    @Test
    void shouldNameTheSetsWhereOneIsNotKnown() {
        assertThatThrownBy(() -> Protection.parse("url,urn", Rules.builtIn()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("urn")
                .hasMessageContaining("code, date, email, emoji, hashtag, id, mention, number, placeholder, tag, url");
    }

    @Test
    void shouldTakeExpressionsOfOnesOwn(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("own.tsv"), "\uFEFF# ours\n\nticket\t(?:ticket|case) (T[0-9]+)\nword\tMilena\n");

        Rules rules = Rules.withOwn(file);

        String text = "Milena: see ticket T1 and case T2\nand ticket T3, not T.";
        assertThat(rules.sets()).contains("ticket", "word", "url");
        assertThat(Protection.parse("ticket,word", rules)
                        .in("translation")
                        .find(text)
                        .spans())
                .extracting(span -> text.substring(span.start(), span.end()))
                .containsExactly("Milena", "T1", "T2", "T3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no tab here       | line 1: there is no tab",
                "Bad\tx            | a name has 1 to 32 lower-case letters",
                "a\t(              | none of RE2's",
                "a\t(?=x)          | look-around",
                "a\t(x)\\1         | none of RE2's",
                "a\tx*             | matches nothing at all",
                "a\t((x{1,100}){1,100}){1,100} | instructions",
            })
    void shouldSayWhatIsWrongWithAnExpression(String line, String message, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("own.tsv"), line.replace("\\t", "\t") + "\n");

        assertThatThrownBy(() -> Rules.withOwn(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void shouldSayThatAFileCannotBeUsed(@TempDir Path folder) throws IOException {
        Path latin =
                Files.write(folder.resolve("latin.tsv"), "a\tGr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));
        Path many = Files.write(
                folder.resolve("many.tsv"), List.of("a\tx\n".repeat(201).split("\n")));

        assertThatThrownBy(() -> Rules.withOwn(latin)).hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> Rules.withOwn(many)).hasMessageContaining("201 expressions");
        assertThatThrownBy(() -> Rules.withOwn(folder.resolve("none"))).hasMessageContaining("cannot be read");
    }

    private static List<String> found(String text) {
        return ALL.find(text).spans().stream()
                .map(span -> text.substring(span.start(), span.end()))
                .toList();
    }
}
