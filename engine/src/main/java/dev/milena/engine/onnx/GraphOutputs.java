// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import dev.milena.api.FinishReason;
import dev.milena.engine.EngineException;
import dev.milena.engine.Hypothesis;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the tensors that a graph returned into hypotheses, and refuses those that break the contract. Any thread. */
final class GraphOutputs {
    private final int vocabularySize;

    GraphOutputs(int vocabularySize) {
        this.vocabularySize = vocabularySize;
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one call
    record Longs(LongBuffer data, long[] shape) {}

    @SuppressWarnings("ArrayRecordComponent") // lives for one call
    record Floats(FloatBuffer data, long[] shape) {}

    record Tensors(
            Longs sequences, Longs lengths, Longs finishReason, Floats scores, Floats logProbs, Floats attention) {}

    /**
     * The hypotheses of each row, best first; none where what the graph returned for the row is nonsense.
     *
     * @throws EngineException when it is for all rows, or the tensors are not what was asked for
     */
    List<List<Hypothesis>> read(Batch batch, Tensors tensors) {
        int rows = batch.rows().size();
        int hypotheses = batch.options().hypotheses();
        long[] shape = tensors.sequences().shape();
        requireShape("sequences", shape, rows, hypotheses, -1);
        int target = (int) shape[2];
        int source = batch.width();
        boolean attention = batch.options().attention();
        requireShape("lengths", tensors.lengths().shape(), rows, hypotheses);
        requireShape("finish_reason", tensors.finishReason().shape(), rows, hypotheses);
        requireShape("scores", tensors.scores().shape(), rows, hypotheses);
        requireShape("token_logprobs", tensors.logProbs().shape(), rows, hypotheses, target);
        requireShape("attention", tensors.attention().shape(), rows, hypotheses, attention ? target : 0, source);

        List<List<Hypothesis>> answers = new ArrayList<>(rows);
        EngineException broken = null;
        for (int row = 0; row < rows; row++) {
            try {
                answers.add(row(batch, tensors, row));
            } catch (EngineException e) {
                broken = e;
                answers.add(List.of());
            }
        }
        if (broken != null && answers.stream().allMatch(List::isEmpty)) {
            throw broken; // the engine's fault, or the batch's, and no row's own
        }
        return answers;
    }

    /** The hypotheses of one row, best first. */
    List<Hypothesis> row(Batch batch, Tensors tensors, int row) {
        int hypotheses = batch.options().hypotheses();
        int target = (int) tensors.sequences().shape()[2];
        int source = (int) tensors.attention().shape()[3]; // the batch's width, which would be sought among all rows
        int sourceLength = batch.rows().get(row).sourceIds().length;
        List<Hypothesis> best = new ArrayList<>(hypotheses);
        for (int h = 0; h < hypotheses; h++) {
            int at = row * hypotheses + h;
            long found = tensors.lengths().data().get(at);
            if (found == 0 && h > 0) {
                break; // the search found fewer than asked for
            }
            int length = length(found, target);
            best.add(new Hypothesis(
                    ids(tensors.sequences().data(), at * target, length),
                    finishReason(tensors.finishReason().data().get(at)),
                    finite("scores", tensors.scores().data().get(at)),
                    numbers("token_logprobs", tensors.logProbs().data(), at * target, length),
                    batch.options().attention()
                            ? attention(tensors, at * target, length, source, sourceLength)
                            : null));
        }
        return List.copyOf(best);
    }

    private static float @Nullable [][] attention(Tensors tensors, int firstRow, int length, int source, int kept) {
        float[][] weights = new float[length][];
        for (int t = 0; t < length; t++) {
            weights[t] = numbers("attention", tensors.attention().data(), (firstRow + t) * source, kept);
        }
        return weights;
    }

    private static int length(long length, int target) {
        if (length < 1 || length > target) {
            throw broken("a length of " + length + ", where sequences hold " + target);
        }
        return (int) length;
    }

    private int[] ids(LongBuffer sequences, int from, int length) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            long id = sequences.get(from + i);
            if (id < 0 || id >= vocabularySize) {
                throw broken("the token id " + id + ", where the vocabulary has " + vocabularySize);
            }
            ids[i] = (int) id;
        }
        return ids;
    }

    private static FinishReason finishReason(long reason) {
        if (reason == 0) {
            return FinishReason.END_TOKEN;
        }
        if (reason == 1) {
            return FinishReason.LENGTH_LIMIT;
        }
        throw broken("a finish_reason of " + reason + ", which is 0 or 1");
    }

    private static float[] numbers(String output, FloatBuffer data, int from, int length) {
        float[] numbers = new float[length];
        data.get(from, numbers);
        for (float number : numbers) {
            finite(output, number);
        }
        return numbers;
    }

    private static float finite(String output, float number) {
        if (!Float.isFinite(number)) {
            throw broken(number + " in " + output + ", which holds finite numbers only");
        }
        return number;
    }

    private static void requireShape(String output, long[] shape, long... expected) {
        boolean fits = shape.length == expected.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = expected[i] < 0 || expected[i] == shape[i];
        }
        if (!fits) {
            throw broken(output + " of shape " + Arrays.toString(shape) + ", where "
                    + Arrays.toString(expected).replace("-1", "any") + " was asked for");
        }
    }

    private static EngineException broken(String what) {
        return new EngineException("the graph returned " + what + "; verify the bundle with `milena bundle verify`");
    }
}
