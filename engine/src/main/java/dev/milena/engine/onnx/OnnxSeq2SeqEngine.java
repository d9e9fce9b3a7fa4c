// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.Manifest.GraphInput;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.EngineException;
import dev.milena.engine.GpuMemory;
import dev.milena.engine.Hypothesis;
import dev.milena.engine.Seq2SeqEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;

/**
 * A bundle's graph in DJL's ONNX Runtime engine: one session, whose weights all calls share, and a predictor for each call
 * that may run at once. On CUDA one thread, always the same: memory grows when calls hop threads (onnxruntime#29351). A native call cannot be interrupted: see
 * {@code docs/adr/0005-when-the-engine-fails.md} for what happens when one hangs.
 */
public final class OnnxSeq2SeqEngine implements Seq2SeqEngine {
    private final SessionOptions sessionOptions;
    private final Model model;
    private final List<Predictor<Batch, List<List<Hypothesis>>>> predictors;
    private final BlockingQueue<Predictor<Batch, List<List<Hypothesis>>>> idle;

    private OnnxSeq2SeqEngine(
            SessionOptions sessionOptions, Model model, List<Predictor<Batch, List<List<Hypothesis>>>> predictors) {
        this.sessionOptions = sessionOptions;
        this.model = model;
        this.predictors = List.copyOf(predictors);
        this.idle = new ArrayBlockingQueue<>(predictors.size(), false, predictors);
    }

    /**
     * Loads a verified bundle's graph.
     *
     * @param device where it runs
     * @param gpuMemory what may be taken of a GPU's memory
     * @param threads threads of one call on the CPU, at least 1
     * @param calls how many calls may run at once, at least 1
     * @param targetVocabularySize ids of the output side are below this number
     * @throws BundleException when the graph cannot be loaded there or is not the one that the manifest describes
     * @throws EngineException when the device, or the folder for native code, cannot be used
     */
    public static OnnxSeq2SeqEngine open(
            Bundle bundle, EngineDevice device, GpuMemory gpuMemory, int threads, int calls, int targetVocabularySize) {
        OfflineDjl.ensure();
        NativeFolders.loadOnnxRuntime();
        SessionOptions options = sessionOptions(device, gpuMemory, threads);
        // DJL's arrays stay on the host: ONNX Runtime copies them, and the provider in our options decides where it
        // runs
        Model model = Model.newInstance(bundle.manifest().name(), Device.cpu(), "OnnxRuntime");
        try {
            model.load(bundle.directory(), bundle.manifest().graph().file(), Map.of("sessionOptions", options));
            requireInputs(bundle, model);
            List<Predictor<Batch, List<List<Hypothesis>>>> predictors = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                predictors.add(model.newPredictor(new BatchTranslator(bundle.manifest(), targetVocabularySize)));
            }
            return new OnnxSeq2SeqEngine(options, model, predictors);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            options.close();
            if (e instanceof BundleException refused) {
                throw refused;
            }
            throw new BundleException(
                    bundle.file(bundle.manifest().graph().file()) + " cannot be loaded on " + device + ": "
                            + rootMessage(e)
                            + ". Check milena.engine.device, that the machine has the memory, and that the bundle was"
                            + " exported for this version.",
                    e);
        }
    }

    private static SessionOptions sessionOptions(EngineDevice device, GpuMemory gpuMemory, int threads) {
        SessionOptions options = new SessionOptions();
        try {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // A pattern is kept for each shape of inputs, and hardly two batches have the same: no faster, and half as
            // much
            // memory again.
            options.setMemoryPatternOptimization(false);
            if (device.cuda()) {
                addCuda(options, device, gpuMemory);
            }
            return options;
        } catch (OrtException e) {
            options.close();
            throw new EngineException(
                    "device " + device + " cannot be used: " + e.getMessage()
                            + ". For CUDA build with -Pgpu, which puts onnxruntime_gpu in place of onnxruntime, and install"
                            + " the CUDA libraries that it needs (docs/gpu.md); or set milena.engine.device=cpu.",
                    e);
        }
    }

    private static void addCuda(SessionOptions options, EngineDevice device, GpuMemory memory) throws OrtException {
        // the options go to a library that logs, which fails before there is an environment; DJL's engine makes it, and
        // refuses one that it finds
        Engine.getEngine("OnnxRuntime");
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.index())) {
            cuda.add("arena_extend_strategy", memory.doubling() ? "kNextPowerOfTwo" : "kSameAsRequested");
            cuda.add("gpu_mem_limit", Long.toString(memory.limitBytes()));
            options.addCUDA(cuda);
        }
    }

    private static void requireInputs(Bundle bundle, Model model) {
        Set<String> graph = new TreeSet<>(model.getBlock().describeInput().keys());
        Set<String> manifest = bundle.manifest().inputs().stream()
                .map(GraphInput::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!graph.equals(manifest)) {
            throw new BundleException(bundle.file(bundle.manifest().graph().file()) + " has the inputs " + graph
                    + ", the manifest lists " + manifest + "; they must be the same. Export the bundle again.");
        }
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public List<List<Hypothesis>> decode(List<DecoderRow> rows, DecodingOptions options) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one row");
        }
        Predictor<Batch, List<List<Hypothesis>>> predictor = idle.poll();
        if (predictor == null) {
            throw new IllegalStateException(
                    "more than " + predictors.size() + " calls at once; the engine was opened for" + " that many");
        }
        try {
            return predictor.predict(new Batch(rows, options));
        } catch (TranslateException e) {
            if (e.getCause() instanceof EngineException ours) {
                throw ours;
            }
            throw new EngineException(
                    "ONNX Runtime failed on a batch of " + rows.size() + " texts: " + rootMessage(e), e);
        } finally {
            idle.add(predictor);
        }
    }

    /** Arrays that outlived their call: none, unless memory leaks. */
    int openArrays() {
        return model.getNDManager().getManagedArrays().size();
    }

    @Override
    public void close() {
        predictors.forEach(Predictor::close);
        model.close();
        sessionOptions.close();
    }
}
