// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NeighbourhoodsTest {
    private static final int TEXTS = 4_000;
    private static final String[] PIECES =
            (" | | | |  |\n|\t|\u00a0|a|Tom|é|Ω|漢|😍|1|12|2026|5|A|AB|f|v|T|Z|-|+|−|.|,|:|'|\"|(|)|()|[|]|<|>|$|€|%|°C|kg|km/h|EUR"
                            + "|#|@|&|;|_|/|~|\\|://|mailto:|www.|http|example|.com|{|}|{{|}}|%{|s|d|1$|x|deadbeef|10:30|2026-11-30|1.2.2026|a@b.de|&amp;"
                            + "|AB-CD-1| /etc/x|C:\\x|%{a}| %d |123e4567-e89b-12d3-a456-426614174000")
                    .split("\\|");

    static Stream<Rule> near() {
        Rules rules = Rules.builtIn();
        return rules.builtIn(rules.sets()).stream().filter(Rule::isNear);
    }

    @ParameterizedTest
    @MethodSource("near")
    void shouldFindWhatASearchOfTheWholeTextFinds(Rule rule) {
        Random random = new Random(7);
        int matches = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random);
            List<TextSpan> whole = new ArrayList<>();
            rule.find(text, 0, text.length(), Integer.MAX_VALUE, whole::add);
            List<TextSpan> near = new ArrayList<>();
            rule.find(text, near::add);

            assertThat(near).as("%s in '%s'", rule.pattern(), text).isEqualTo(whole);
            matches += whole.size();
        }
        assertThat(matches).as("matches of %s", rule.pattern()).isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "a b c d e           | c    | ' b c d '",
                "a b c 1 d e f       | 0-9  | ' c 1 d '",
                "1 b c d e f g 2     | 0-9  | '1 b / g 2'",
                "a 1 b 2 c d         | 0-9  | 'a 1 b 2 c '",
                "a b 1 c d e 2 f g h | 0-9  | ' b 1 c / e 2 f '",
                "a b  www.c   d e    | www. | ' b  www.c   d '",
            })
    void shouldReachAWordOnEitherSide(String text, String need, String stretches) {
        String stripped = text.strip();
        List<String> found = new Neighbourhoods(stripped, List.of(need))
                .all().stream()
                        .map(span -> stripped.substring(span.start(), span.end()))
                        .toList();

        assertThat(String.join("/", found)).isEqualTo(stretches);
    }

    @Test
    void shouldReadATextOfOneWordOnce() {
        assertThat(new Neighbourhoods("1".repeat(1_000_000), List.of("0-9", "1")).all())
                .containsExactly(new TextSpan(0, 1_000_000));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
