// SPDX-License-Identifier: Apache-2.0
package dev.milena.salience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of many texts say most of what all say. */
class SalienceTest {
    private static final Salience BY_WORDS = new Salience(0, 0.3, 8);

    @Test
    void shouldChooseWhatSaysMostOfWhatAllSay() {
        List<Candidate> texts =
                candidates("A cat slept.", "The pump leaks oil.", "Oil of the pump is hot.", "It rains.");

        assertThat(chosen(BY_WORDS, texts, 2)).containsExactly(1, 2);
        assertThat(BY_WORDS.scores(texts)).satisfies(scores -> {
            assertThat(scores[2]).isGreaterThan(scores[0]).isEqualTo(1);
            assertThat(scores[3]).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "狗睡了。|泵漏油。|泵的油很热。|下雨了。",
                "หมานอน|ปั๊มรั่วน้ำมัน|น้ำมันปั๊มร้อน|ฝนตก",
                "Кот спал.|Насос течёт маслом.|МАСЛО насос течёт.|Дождь."
            })
    void shouldKnowTheWordsOfAnyScript(String texts) {
        assertThat(chosen(BY_WORDS, candidates(texts.split("\\|")), 2)).containsExactly(1, 2);
    }

    @Test
    void shouldTakeWhatWeighsMoreWhereWordsSayTheSame() {
        List<Candidate> texts = List.of(new Candidate("one two", 0.1), new Candidate("three four", 0.9));

        assertThat(chosen(Salience.defaults(), texts, 1)).containsExactly(1);
    }

    @Test
    void shouldNotChooseTheSameWordsTwice() {
        List<Candidate> texts = candidates("Pump leaks!", "pump LEAKS", "Hall is wet.", "leaks, pump");

        assertThat(chosen(BY_WORDS, texts, 4)).containsExactly(0, 2);
    }

    @Test
    void shouldPreferWhatIsNewToWhatRepeats() {
        List<Candidate> texts = candidates(
                "The pump leaks oil in hall two.",
                "The pump leaks oil in hall three.",
                "The valve of hall two is stuck.",
                "The valve sticks.");

        assertThat(chosen(new Salience(0, 0, 8), texts, 2)).containsExactly(0, 1);
        assertThat(chosen(new Salience(0, 1, 8), texts, 2)).containsExactly(0, 2);
    }

    @Test
    void shouldEndAfterSoManyWithoutRoom() {
        List<Integer> offered = new ArrayList<>();
        List<Candidate> texts =
                Stream.generate(() -> new Candidate("one", 0)).limit(100).toList();

        assertThat(new Salience(0.5, 0.5, 7).choose(texts, index -> !offered.add(index)))
                .isEmpty();
        assertThat(offered).hasSize(7);
    }

    @Test
    void shouldChooseTextsWithoutWordsInTheirOrder() {
        assertThat(chosen(Salience.defaults(), candidates("…", "!", ""), 2)).containsExactly(0, 1);
        assertThat(chosen(Salience.defaults(), List.of(), 2)).isEmpty();
    }

    @Test
    void shouldChooseTheSameOfTheSameAndNothingTwice() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Candidate> texts = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                StringBuilder text = new StringBuilder();
                for (int k = random.nextInt(8); k > 0; k--) {
                    text.append("w").append(random.nextInt(20)).append(' ');
                }
                texts.add(new Candidate(text.toString(), random.nextDouble()));
            }
            int most = random.nextInt(10);
            List<Integer> chosen = chosen(Salience.defaults(), texts, most);

            assertThat(chosen)
                    .as("seed %s", seed)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(most);
            assertThat(chosen(Salience.defaults(), texts, most)).isEqualTo(chosen);
            for (double score : Salience.defaults().scores(texts)) {
                assertThat(score).isBetween(0.0, 1.0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void shouldRefuseWhatIsNoShare(double share) {
        assertThatThrownBy(() -> new Salience(share, 0, 1)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> new Salience(0, share, 1)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> new Candidate("a", share)).hasMessageContaining("from 0 to 1");
    }

    @Test
    void shouldRefuseToOfferNothing() {
        assertThatThrownBy(() -> new Salience(0, 0, 0)).hasMessageContaining("1 or more");
    }

    private static List<Candidate> candidates(String... texts) {
        return Stream.of(texts).map(text -> new Candidate(text, 0)).toList();
    }

    private static List<Integer> chosen(Salience salience, List<Candidate> texts, int most) {
        List<Integer> taken = new ArrayList<>();
        return salience.choose(texts, index -> taken.size() < most && taken.add(index));
    }
}
