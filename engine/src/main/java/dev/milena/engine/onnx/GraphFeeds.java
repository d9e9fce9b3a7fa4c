// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import dev.milena.bundle.Manifest;
import dev.milena.bundle.Manifest.Allowed;
import dev.milena.bundle.Manifest.GraphInput;
import dev.milena.bundle.Manifest.Width;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.EngineException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Fills the inputs of a graph: exactly the manifest's list, by name, padded on the right. What neither rows nor options
 * give has the manifest's default. Any thread.
 */
final class GraphFeeds {
    private final Manifest manifest;

    GraphFeeds(Manifest manifest) {
        this.manifest = manifest;
    }

    /** One tensor: a {@link LongBuffer} or {@link FloatBuffer} and its shape. */
    @SuppressWarnings("ArrayRecordComponent") // goes straight to the native call
    record Feed(String name, Buffer data, long[] shape) {}

    /**
     * The tensors of a batch in the graph's order.
     *
     * @throws EngineException when the graph does not take a value
     */
    List<Feed> of(Batch batch) {
        Map<String, Double> controls = controls(batch.options());
        List<Feed> feeds = new ArrayList<>(manifest.inputs().size());
        for (GraphInput input : manifest.inputs()) {
            feeds.add(feed(input, batch, controls));
        }
        return feeds;
    }

    /** What the options say, by the name of the input, checked against what the graph allows. */
    private Map<String, Double> controls(DecodingOptions options) {
        Map<String, Double> controls = new HashMap<>(options.controls());
        controls.put("beam_size", (double) options.beamSize());
        controls.put("num_hypotheses", (double) options.hypotheses());
        // through text, since 0.6f widened is not the 0.6 that a manifest lists
        controls.put("length_penalty", Double.valueOf(Float.toString(options.lengthPenalty())));
        controls.put("return_attention", options.attention() ? 1.0 : 0.0);
        controls.forEach((name, value) -> requireAllowed(manifest.input(name), value));
        return controls;
    }

    private Feed feed(GraphInput input, Batch batch, Map<String, Double> controls) {
        int rows = batch.rows().size();
        return switch (input.name()) {
            case "input_ids" ->
                matrix(input, batch, batch.width(), manifest.specialIds().pad(), DecoderRow::sourceIds);
            case "attention_mask" -> matrix(input, batch, batch.width(), 0, row -> ones(row.sourceIds().length));
            case "max_new_tokens" -> vector(input, batch, DecoderRow::maxNewTokens);
            case "min_new_tokens" -> vector(input, batch, row -> least(input, controls, row));
            case "forced_bos" -> vector(input, batch, DecoderRow::forcedBos);
            case "target_prefix" ->
                matrix(input, batch, width(input, longestPrefix(batch)), -1, DecoderRow::targetPrefix);
            case "uniforms" -> uniforms(input, batch);
            default -> constant(input, rows, controls);
        };
    }

    private static int longestPrefix(Batch batch) {
        return batch.rows().stream()
                .mapToInt(row -> row.targetPrefix().length)
                .max()
                .orElse(0);
    }

    /** The width of an input that needs so much. */
    private static int width(GraphInput input, int needed) {
        Width width = input.width();
        if (width == null) {
            return needed;
        }
        if (needed > width.max()) {
            throw new EngineException(input.name() + " is " + needed + " wide; this graph takes at most " + width.max()
                    + ". Export the bundle with this control.");
        }
        return Math.max(needed, width.defaultWidth());
    }

    /** A number for each new token of each row; what a row does not need is never read. */
    private static Feed uniforms(GraphInput input, Batch batch) {
        int rows = batch.rows().size();
        int columns = width(input, batch.options().sampling() ? batch.longestOutput() : 0);
        float[] data = new float[rows * columns];
        for (int row = 0; batch.options().sampling() && row < rows; row++) {
            DecoderRow decoder = batch.rows().get(row);
            if (decoder.uniforms().length < decoder.maxNewTokens()) {
                throw new EngineException("a row has " + decoder.uniforms().length + " numbers to draw "
                        + decoder.maxNewTokens() + " tokens by; give one for each");
            }
            System.arraycopy(decoder.uniforms(), 0, data, row * columns, decoder.maxNewTokens());
        }
        return new Feed(input.name(), FloatBuffer.wrap(data), new long[] {rows, columns});
    }

    /** Never more than the row's own limit: a short limit is the stricter wish. */
    private static int least(GraphInput input, Map<String, Double> controls, DecoderRow row) {
        return Math.min((int) value(input, controls), row.maxNewTokens());
    }

    private static double value(GraphInput input, Map<String, Double> controls) {
        Double fallback = input.defaultValue();
        return controls.getOrDefault(input.name(), fallback == null ? 0.0 : fallback);
    }

    private interface Ids {
        int[] of(DecoderRow row);
    }

    private Feed matrix(GraphInput input, Batch batch, int width, long padding, Ids ids) {
        int rows = batch.rows().size();
        long[] data = new long[rows * width];
        Arrays.fill(data, padding);
        for (int row = 0; row < rows; row++) {
            int[] values = ids.of(batch.rows().get(row));
            for (int column = 0; column < values.length; column++) {
                data[row * width + column] = values[column];
            }
        }
        return new Feed(input.name(), LongBuffer.wrap(data), new long[] {rows, width});
    }

    private Feed vector(GraphInput input, Batch batch, ToIntFunction<DecoderRow> value) {
        long[] data = batch.rows().stream().mapToLong(value::applyAsInt).toArray();
        for (long element : data) {
            requireAllowed(input, (double) element);
        }
        return new Feed(input.name(), LongBuffer.wrap(data), new long[] {data.length});
    }

    private Feed constant(GraphInput input, int rows, Map<String, Double> controls) {
        double value = value(input, controls);
        long[] shape = input.shape().stream()
                .mapToLong(dimension -> size(dimension, input, rows))
                .toArray();
        int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        if (input.dtype().equals("int64")) {
            long[] data = new long[elements];
            Arrays.fill(data, (long) value);
            return new Feed(input.name(), LongBuffer.wrap(data), shape);
        }
        float[] data = new float[elements];
        Arrays.fill(data, (float) value);
        return new Feed(input.name(), FloatBuffer.wrap(data), shape);
    }

    /** The first dimension of every input but the scalars is the batch; a symbolic last one is free. */
    private static long size(String dimension, GraphInput input, int rows) {
        if (dimension.chars().allMatch(Character::isDigit)) {
            return Long.parseLong(dimension);
        }
        if (dimension.equals(input.shape().get(0))) {
            return rows;
        }
        Width width = input.width();
        return width == null ? 0 : width.defaultWidth();
    }

    private void requireAllowed(GraphInput input, double value) {
        if (!input.allowed().contains(value)) {
            throw new EngineException(input.name() + " is " + Allowed.plain(value) + "; bundle " + manifest.name() + " "
                    + manifest.version() + " allows " + input.allowed().inWords()
                    + ". Change the setting, or export the bundle with this control.");
        }
    }

    private static int[] ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
