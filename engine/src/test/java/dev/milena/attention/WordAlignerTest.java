// SPDX-License-Identifier: Apache-2.0
package dev.milena.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.AlignmentLink;
import dev.milena.api.FinishReason;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WordAlignerTest {
    // "ab cd" and "xy z", both of two words; the first source word has two tokens
    private static final List<TextSpan> SOURCE = List.of(new TextSpan(0, 2), new TextSpan(3, 5));
    private static final List<TextSpan> OUTPUT = List.of(new TextSpan(0, 2), new TextSpan(3, 4));
    private static final List<Token> SOURCE_TOKENS =
            List.of(new Token(1, "a", 0, 1), new Token(2, "b", 1, 2), new Token(3, "▁cd", 2, 5));

    @Test
    void shouldSumColumnsAndAverageRows() {
        List<Token> output = List.of(new Token(4, "x", 0, 1), new Token(5, "y", 1, 2), new Token(6, "▁z", 2, 4));
        float[] weights = {.5f, .5f, 0, .3f, .3f, .4f, .05f, .05f, .9f};

        WordAlignment alignment = WordAligner.align(SOURCE, OUTPUT, attention(SOURCE_TOKENS, output, weights));

        assertThat(alignment.links()).hasSize(2);
        assertLink(alignment.links().get(0), 0, 0, .8f);
        assertLink(alignment.links().get(1), 1, 1, .9f);
    }

    @Test
    void shouldLinkToBothWhenBothHoldEnough() {
        List<Token> output = List.of(new Token(4, "xy", 0, 2));
        float[] weights = {.3f, .3f, .4f};

        WordAlignment alignment =
                WordAligner.align(SOURCE, List.of(OUTPUT.get(0)), attention(SOURCE_TOKENS, output, weights));

        assertThat(alignment.links()).hasSize(2);
        assertLink(alignment.links().get(0), 0, 0, .6f);
        assertLink(alignment.links().get(1), 1, 0, .4f);
    }

    @Test
    void shouldHaveNoLinkWhenARowIsEmpty() {
        List<Token> output = List.of(new Token(4, "xy", 0, 2));

        WordAlignment alignment =
                WordAligner.align(SOURCE, List.of(OUTPUT.get(0)), attention(SOURCE_TOKENS, output, new float[3]));

        assertThat(alignment.links()).isEmpty();
    }

    @Test
    void shouldCountASpaceForTheWordBehindIt() {
        List<Token> source = List.of(new Token(1, "ab", 0, 2), new Token(2, "▁", 2, 3), new Token(3, "cd", 3, 5));
        List<Token> output = List.of(new Token(4, "xy", 0, 2));

        WordAlignment alignment =
                WordAligner.align(SOURCE, List.of(OUTPUT.get(0)), attention(source, output, new float[] {.4f, .6f, 0}));

        assertLink(alignment.links().get(0), 0, 0, .4f);
        assertLink(alignment.links().get(1), 1, 0, .6f);
    }

    @Test
    void shouldShareATokenByCharactersWhenItCoversTwoWords() {
        List<Token> source = List.of(new Token(1, "ab▁c", 0, 4), new Token(2, "d", 4, 5));
        List<Token> output = List.of(new Token(4, "xy", 0, 2));

        WordAlignment alignment =
                WordAligner.align(SOURCE, List.of(OUTPUT.get(0)), attention(source, output, new float[] {.9f, .1f}));

        assertLink(alignment.links().get(0), 0, 0, .6f);
        assertLink(alignment.links().get(1), 1, 0, .4f);
    }

    @Test
    void shouldHoldItsPromisesWhenAttentionIsRandom() {
        Random random = new Random(11);
        for (int round = 0; round < 1000; round++) {
            List<Token> source = tokens(random, 1 + random.nextInt(12));
            List<Token> output = tokens(random, 1 + random.nextInt(12));
            List<TextSpan> sourceWords = words(random, source);
            List<TextSpan> outputWords = words(random, output);
            float[][] rows = rows(random, output.size(), source.size());
            FinishReason reason = random.nextBoolean() ? FinishReason.END_TOKEN : FinishReason.LENGTH_LIMIT;
            TokenAttention attention = new AlignmentPolicy(
                            random.nextInt(2), List.of(random.nextInt(20)), random.nextBoolean())
                    .apply(source, output, new float[output.size()], rows, reason);

            assertRowsSumToOne(attention);
            assertPromises(WordAligner.align(sourceWords, outputWords, attention));
        }
    }

    private static void assertRowsSumToOne(TokenAttention attention) {
        int width = attention.sourceTokens().size();
        for (int t = 0; t < attention.outputTokens().size(); t++) {
            float sum = 0;
            for (int s = 0; s < width; s++) {
                sum += attention.weights()[t * width + s];
            }
            assertThat(attention.droppedMass()[t]).isBetween(0f, 1f);
            if (sum != 0) {
                assertThat(sum).isCloseTo(1f, Offset.offset(1e-4f));
            }
        }
    }

    private static void assertPromises(WordAlignment alignment) {
        List<AlignmentLink> links = alignment.links();
        assertThat(links)
                .isSortedAccordingTo(
                        Comparator.comparingInt(AlignmentLink::output).thenComparingInt(AlignmentLink::source))
                .doesNotHaveDuplicates();
        float[] shares = new float[alignment.outputWords().size()];
        int[] counts = new int[shares.length];
        for (AlignmentLink link : links) {
            assertThat(link.source()).isBetween(0, alignment.sourceWords().size() - 1);
            assertThat(link.output()).isBetween(0, alignment.outputWords().size() - 1);
            assertThat(link.weight()).isGreaterThan(0).isLessThanOrEqualTo(1);
            shares[link.output()] += link.weight();
            counts[link.output()]++;
        }
        for (int output = 0; output < shares.length; output++) {
            assertThat(shares[output]).isLessThanOrEqualTo(1.0001f);
            assertThat(counts[output]).isLessThanOrEqualTo(4);
        }
    }

    /** Tokens that follow one another, some of them special, some empty, with a space in front of some. */
    private static List<Token> tokens(Random random, int count) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(6) == 0) {
                tokens.add(Token.special(random.nextInt(20), "<s>"));
            } else {
                int end = at + random.nextInt(4);
                tokens.add(new Token(random.nextInt(20), "t", at, end));
                at = end;
            }
        }
        return tokens;
    }

    private static List<TextSpan> words(Random random, List<Token> tokens) {
        int length = tokens.stream().mapToInt(Token::end).max().orElse(0);
        List<TextSpan> words = new ArrayList<>();
        for (int at = random.nextInt(2); at < length; ) {
            int end = Math.min(length, at + 1 + random.nextInt(4));
            words.add(new TextSpan(at, end));
            at = end + random.nextInt(2);
        }
        return words;
    }

    private static float[][] rows(Random random, int target, int source) {
        float[][] rows = new float[target][source];
        for (float[] row : rows) {
            float sum = 0;
            for (int i = 0; i < source; i++) {
                row[i] = (float) Math.pow(random.nextFloat(), 6);
                sum += row[i];
            }
            for (int i = 0; i < source; i++) {
                row[i] /= sum;
            }
        }
        return rows;
    }

    private static TokenAttention attention(List<Token> source, List<Token> output, float[] weights) {
        return new TokenAttention(source, output, new float[output.size()], weights, new float[output.size()], false);
    }

    private static void assertLink(AlignmentLink link, int source, int output, float weight) {
        assertThat(link.source()).isEqualTo(source);
        assertThat(link.output()).isEqualTo(output);
        assertThat(link.weight()).isCloseTo(weight, Offset.offset(1e-5f));
    }
}
