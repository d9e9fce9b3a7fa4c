// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.milena.bundle.Manifest;
import dev.milena.engine.EngineException;
import dev.milena.engine.Hypothesis;
import java.nio.LongBuffer;
import java.util.List;

/**
 * Between a batch and DJL's arrays. A batch is one input for DJL: its own ways of stacking need array arithmetic, which
 * the ONNX Runtime engine lacks. All arrays belong to the predictor's manager and are closed with the call.
 */
final class BatchTranslator implements NoBatchifyTranslator<Batch, List<List<Hypothesis>>> {
    private static final String BATCH = "batch";

    private final GraphFeeds feeds;
    private final GraphOutputs outputs;

    BatchTranslator(Manifest manifest, int targetVocabularySize) {
        this.feeds = new GraphFeeds(manifest);
        this.outputs = new GraphOutputs(targetVocabularySize);
    }

    @Override
    public NDList processInput(TranslatorContext context, Batch batch) {
        context.setAttachment(BATCH, batch);
        NDList list = new NDList();
        for (GraphFeeds.Feed feed : feeds.of(batch)) {
            DataType type = feed.data() instanceof LongBuffer ? DataType.INT64 : DataType.FLOAT32;
            NDArray array = context.getNDManager().create(feed.data(), new Shape(feed.shape()), type);
            array.setName(feed.name());
            list.add(array);
        }
        return list;
    }

    @Override
    public List<List<Hypothesis>> processOutput(TranslatorContext context, NDList list) {
        Batch batch = (Batch) context.getAttachment(BATCH);
        return outputs.read(
                batch,
                new GraphOutputs.Tensors(
                        longs(list, "sequences"),
                        longs(list, "lengths"),
                        longs(list, "finish_reason"),
                        floats(list, "scores"),
                        floats(list, "token_logprobs"),
                        floats(list, "attention")));
    }

    private static GraphOutputs.Longs longs(NDList list, String name) {
        NDArray array = named(list, name, DataType.INT64);
        return new GraphOutputs.Longs(
                array.toByteBuffer().asLongBuffer(), array.getShape().getShape());
    }

    private static GraphOutputs.Floats floats(NDList list, String name) {
        NDArray array = named(list, name, DataType.FLOAT32);
        return new GraphOutputs.Floats(
                array.toByteBuffer().asFloatBuffer(), array.getShape().getShape());
    }

    private static NDArray named(NDList list, String name, DataType type) {
        NDArray array = list.get(name);
        if (array == null || array.getDataType() != type) {
            throw new EngineException("the graph returned "
                    + (array == null ? "no output " + name : name + " as " + array.getDataType()) + "; it must be "
                    + type + ". Verify the bundle with `milena bundle verify`.");
        }
        return array;
    }
}
