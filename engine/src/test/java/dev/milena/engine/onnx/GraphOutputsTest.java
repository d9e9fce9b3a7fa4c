// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.FinishReason;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.EngineException;
import dev.milena.engine.Hypothesis;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two rows of two and one source tokens, at most three output tokens. */
class GraphOutputsTest {
    private final long[] sequences = {5, 0, 9, 7, 6, 8};
    private final long[] lengths = {2, 3};
    private final long[] finishReason = {0, 1};
    private final float[] scores = {-1, -2};
    private final float[] logProbs = {-.5f, -.5f, 0, -1, -1, 0};
    private final float[] attention = {.5f, .5f, .25f, .75f, 0, 0, 1, 0, 1, 0, 1, 0};
    private long[] sequencesShape = {2, 1, 3};
    private final GraphOutputs outputs = new GraphOutputs(10);

    @Test
    void shouldReadHypothesesWithoutPadding() {
        List<List<Hypothesis>> answers = read();

        Hypothesis first = answers.get(0).get(0);
        assertThat(first.ids()).containsExactly(5, 0);
        assertThat(first.finishReason()).isEqualTo(FinishReason.END_TOKEN);
        assertThat(first.logProbs()).containsExactly(-.5f, -.5f);
        assertThat(first.attention()).isDeepEqualTo(new float[][] {{.5f, .5f}, {.25f, .75f}});
        Hypothesis second = answers.get(1).get(0);
        assertThat(second.finishReason()).isEqualTo(FinishReason.LENGTH_LIMIT);
        assertThat(second.score()).isEqualTo(-2);
        assertThat(second.attention()).isDeepEqualTo(new float[][] {{1}, {1}, {1}});
    }

    @Test
    void shouldRefuseWhenAnIdIsOutsideTheVocabulary() {
        sequences[3] = 10;

        assertRefused("the token id 10, where the vocabulary has 10");
    }

    @Test
    void shouldRefuseWhenALengthIsImpossible() {
        lengths[0] = 0;

        assertRefused("a length of 0, where sequences hold 3");
    }

    @Test
    void shouldRefuseWhenALengthIsTooLong() {
        lengths[1] = 4;

        assertRefused("a length of 4, where sequences hold 3");
    }

    @Test
    void shouldRefuseWhenAFinishReasonIsUnknown() {
        finishReason[0] = 2;

        assertRefused("a finish_reason of 2");
    }

    @Test
    void shouldRefuseWhenAScoreIsNotANumber() {
        scores[1] = Float.NaN;

        assertRefused("NaN in scores");
    }

    @Test
    void shouldRefuseAllWhenEveryRowIsNonsense() {
        scores[0] = Float.NaN;
        scores[1] = Float.NaN;

        assertThatThrownBy(this::read).isInstanceOf(EngineException.class).hasMessageContaining("NaN in scores");
    }

    @Test
    void shouldFindNothingInARowWhoseNumbersAreNone() {
        logProbs[3] = Float.NaN;

        List<List<Hypothesis>> rows = read();

        assertThat(rows.get(0)).hasSize(1);
        assertThat(rows.get(1)).isEmpty();
    }

    @Test
    void shouldRefuseWhenALogProbabilityIsInfinite() {
        logProbs[0] = Float.NEGATIVE_INFINITY;

        assertRefused("-Infinity in token_logprobs");
    }

    @Test
    void shouldRefuseWhenAttentionIsNotANumber() {
        attention[3] = Float.NaN;

        assertRefused("NaN in attention");
    }

    @Test
    void shouldRefuseWhenRowsAreMissing() {
        sequencesShape = new long[] {1, 1, 6};

        assertRefused("sequences of shape [1, 1, 6], where [2, 1, any] was asked for");
    }

    @Test
    void shouldLeaveOutHypothesesThatTheSearchDidNotFind() {
        Batch batch = new Batch(
                List.of(new DecoderRow(new int[] {1}, 3)), new DecodingOptions(3, 2, 1, false, false, Map.of()));
        GraphOutputs.Tensors tensors = new GraphOutputs.Tensors(
                new GraphOutputs.Longs(LongBuffer.wrap(new long[] {5, 0, 9, 9}), new long[] {1, 2, 2}),
                new GraphOutputs.Longs(LongBuffer.wrap(new long[] {2, 0}), new long[] {1, 2}),
                new GraphOutputs.Longs(LongBuffer.wrap(new long[] {0, 1}), new long[] {1, 2}),
                new GraphOutputs.Floats(FloatBuffer.wrap(new float[] {-1, Float.NEGATIVE_INFINITY}), new long[] {1, 2}),
                new GraphOutputs.Floats(FloatBuffer.wrap(new float[4]), new long[] {1, 2, 2}),
                new GraphOutputs.Floats(FloatBuffer.wrap(new float[0]), new long[] {1, 2, 0, 1}));

        assertThat(new GraphOutputs(10).read(batch, tensors).get(0))
                .singleElement()
                .satisfies(only -> assertThat(only.ids()).containsExactly(5, 0));
    }

    private List<List<Hypothesis>> read() {
        return outputs.read(batch(), tensors());
    }

    private static Batch batch() {
        return new Batch(
                List.of(new DecoderRow(new int[] {1, 0}, 3), new DecoderRow(new int[] {0}, 3)),
                DecodingOptions.greedy());
    }

    private GraphOutputs.Tensors tensors() {
        return new GraphOutputs.Tensors(
                new GraphOutputs.Longs(LongBuffer.wrap(sequences), sequencesShape),
                new GraphOutputs.Longs(LongBuffer.wrap(lengths), new long[] {2, 1}),
                new GraphOutputs.Longs(LongBuffer.wrap(finishReason), new long[] {2, 1}),
                new GraphOutputs.Floats(FloatBuffer.wrap(scores), new long[] {2, 1}),
                new GraphOutputs.Floats(FloatBuffer.wrap(logProbs), new long[] {2, 1, 3}),
                new GraphOutputs.Floats(FloatBuffer.wrap(attention), new long[] {2, 1, 3, 2}));
    }

    private void assertRefused(String part) {
        assertThatThrownBy(() -> {
                    int broken = read().indexOf(List.of());
                    outputs.row(batch(), tensors(), broken);
                })
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(part);
    }
}
