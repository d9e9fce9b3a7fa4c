// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.milena.api.StandIns;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json} of a bundle, field by field as {@code docs/adr/0001-bundle-contract.md} describes it. Immutable,
 * any thread.
 *
 * @param segment whether a text is answered in segments, such as sentences; null where the task decides
 * @param standIns what stands in for pieces of a text that must not change; null where nothing does
 * @param family for people and reports: no code may branch on it
 * @param vocabularySizes in format version 1, which does not say them, all that {@code input_ids} allows
 * @param inputs exactly the inputs of the graph, in its order
 * @param outputs exactly the outputs of the graph, in its order
 * @param files every file of the bundle except the manifest
 */
public record Manifest(
        int formatVersion,
        String name,
        String version,
        String task,
        @Nullable Boolean segment,
        @Nullable StandIns standIns,
        String family,
        Languages languages,
        List<TemplateRule> templates,
        Tokenizers tokenizers,
        DecodeRules decode,
        SpecialIds specialIds,
        VocabularySizes vocabularySizes,
        Limits limits,
        Graph graph,
        List<GraphInput> inputs,
        List<GraphOutput> outputs,
        Alignment alignment,
        Quantization quantization,
        Provenance provenance,
        Golden golden,
        List<ListedFile> files) {

    public Manifest {
        templates = List.copyOf(templates);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        files = List.copyOf(files);
        if (vocabularySizes == null) {
            int allowed = idsAllowed(inputs);
            vocabularySizes = new VocabularySizes(allowed, allowed);
        }
    }

    private static int idsAllowed(List<GraphInput> inputs) {
        return inputs.stream()
                .filter(input -> input.name().equals("input_ids"))
                .mapToInt(input -> (int) input.allowed().highest() + 1)
                .findFirst()
                .orElse(0);
    }

    /**
     * The graph input of that name.
     *
     * @throws NoSuchElementException when the graph has none
     */
    public GraphInput input(String inputName) {
        return inputs.stream()
                .filter(input -> input.name().equals(inputName))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("bundle " + name + " has no graph input " + inputName));
    }

    /** Ids that the source tokenizer may give are below this number; the model knows {@link #vocabularySizes} of them. */
    public int sourceIds() {
        return idsAllowed(inputs);
    }

    /** What can be translated from and to. */
    public record Languages(List<Language> source, List<Language> target) {
        public Languages {
            source = List.copyOf(source);
            target = List.copyOf(target);
        }
    }

    /**
     * A language of the model.
     *
     * @param tag BCP-47
     * @param code the model's own name
     * @param id id of the language token, or null where the model has none
     */
    public record Language(
            String tag, String code, @Nullable Integer id) {}

    /**
     * Templates for a language pair; each is taken from the first rule that matches the pair and has it.
     *
     * @param source a source tag, or {@code *}
     * @param target a target tag, or {@code *}
     */
    public record TemplateRule(
            String source,
            String target,
            @Nullable SourceTemplate sourceTemplate,
            @Nullable TargetTemplate targetTemplate) {

        /** The tag that stands for every language. */
        public static final String ANY = "*";

        /** Whether this rule speaks for pairs of that source. */
        public boolean reads(String sourceTag) {
            return source.equals(ANY) || source.equals(sourceTag);
        }

        /** Whether this rule speaks for pairs of that target. */
        public boolean writes(String targetTag) {
            return target.equals(ANY) || target.equals(targetTag);
        }
    }

    /** Source ids = prefixIds + encode(textPrefix + text) + suffixIds. */
    public record SourceTemplate(String textPrefix, List<Integer> prefixIds, List<Integer> suffixIds) {
        public SourceTemplate {
            prefixIds = List.copyOf(prefixIds);
            suffixIds = List.copyOf(suffixIds);
        }
    }

    /** What the output is made to start with: one id that is forced, and ids that are given. */
    public record TargetTemplate(@Nullable Integer forcedBos, List<Integer> prefixIds) {
        public TargetTemplate {
            prefixIds = List.copyOf(prefixIds);
        }
    }

    /** File names, equal where one file serves both sides. */
    public record Tokenizers(String source, String target) {}

    /** From ids to text: ids dropped first, spaces before punctuation removed, both ends stripped. */
    public record DecodeRules(List<Integer> skipIds, boolean cleanUpSpaces, boolean strip) {
        public DecodeRules {
            skipIds = List.copyOf(skipIds);
        }
    }

    /** Ids with a meaning of their own; a model whose answers go on from their prompts has no {@code decoderStart}. */
    public record SpecialIds(
            int pad,
            List<Integer> eos,
            @Nullable Integer unk,
            @Nullable Integer decoderStart) {
        public SpecialIds {
            eos = List.copyOf(eos);
        }
    }

    /**
     * How many ids the model has.
     *
     * @param source those it reads; source ids from here on stand for pieces that the vocabulary lacks, and mean the
     *     unknown token
     * @param target those it writes
     */
    public record VocabularySizes(int source, int target) {}

    /** Longest source, template included, and longest output, end token included, in tokens. */
    public record Limits(int sourceTokens, int targetTokens) {}

    /** The ONNX file. */
    public record Graph(String file, int irVersion, int opset, List<String> externalData) {
        public Graph {
            externalData = List.copyOf(externalData);
        }
    }

    /**
     * One input of the graph.
     *
     * @param dtype {@code int64} or {@code float32}
     * @param shape dimensions; a name is symbolic
     * @param defaultValue value of every element, or null where the event gives the values
     * @param width size of the free last dimension, or null where there is none
     */
    public record GraphInput(
            String name,
            String dtype,
            List<String> shape,
            @JsonProperty("default") @Nullable Double defaultValue,
            Allowed allowed,
            @Nullable Width width) {
        public GraphInput {
            shape = List.copyOf(shape);
        }
    }

    /** Values that the graph takes: a closed range, or a list. */
    public record Allowed(
            @Nullable Double min,
            @Nullable Double max,
            @Nullable List<Double> values) {

        /** Whether the graph takes the value. */
        public boolean contains(double value) {
            if (values != null) {
                return values.contains(value);
            }
            return (min == null || value >= min) && (max == null || value <= max);
        }

        /** The largest value allowed. */
        public double highest() {
            if (values != null) {
                return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
            }
            return max == null ? Double.NaN : max;
        }

        /** In words, for messages: {@code 1..16} or {@code one of [0, 1]}. */
        public String inWords() {
            return values == null
                    ? plain(min) + ".." + plain(max)
                    : "one of " + values.stream().map(Allowed::plain).toList();
        }

        /** A number for messages: without a fraction where it has none. */
        public static String plain(@Nullable Double value) {
            return value != null && value == Math.rint(value)
                    ? Long.toString(value.longValue())
                    : String.valueOf(value);
        }
    }

    /** How wide an input may be in its free last dimension. */
    public record Width(@JsonProperty("default") int defaultWidth, int min, int max) {}

    /** One output of the graph. */
    public record GraphOutput(String name, String dtype, List<String> shape) {
        public GraphOutput {
            shape = List.copyOf(shape);
        }
    }

    /**
     * How attention is read as alignment.
     *
     * @param shift 1 when a token is aligned by the step at which it is the decoder's input
     * @param dropIds source ids whose columns carry no meaning
     * @param dropTemplate whether columns of the source template carry none either
     */
    public record Alignment(
            int layer, List<Integer> heads, int shift, List<Integer> dropIds, boolean dropTemplate, String chosenBy) {
        public Alignment {
            heads = List.copyOf(heads);
            dropIds = List.copyOf(dropIds);
        }
    }

    /** How weights and activations are stored. */
    public record Quantization(
            String kind,
            String scheme,
            int weightBits,
            @Nullable Calibration calibration) {}

    /** What activation scales were measured on. */
    public record Calibration(int texts, String sha256) {}

    /** Where the model comes from. */
    public record Provenance(
            String source,
            String sourceSha256,
            String licence,
            List<TrainingData> trainingData,
            Map<String, String> tools,
            List<Quality> quality) {
        public Provenance {
            trainingData = List.copyOf(trainingData);
            tools = Map.copyOf(tools);
            quality = List.copyOf(quality);
        }
    }

    /** A corpus the model has seen. */
    public record TrainingData(String name, String licence, String attribution) {}

    /** A measured score. */
    public record Quality(
            String corpus,
            String subset,
            String decoding,
            String metric,
            double value,
            String signature,
            int sentences) {}

    /** Recorded answers that every reader must reproduce within the tolerance. */
    public record Golden(String file, int texts, List<GoldenRun> runs, double tolerance) {
        public Golden {
            runs = List.copyOf(runs);
        }
    }

    /** A recorded way of decoding: the graph inputs that differ from their defaults. */
    public record GoldenRun(String name, Map<String, Double> inputs) {
        public GoldenRun {
            inputs = Map.copyOf(inputs);
        }
    }

    /** A file of the bundle, its size in bytes and its SHA-256 in lower-case hex. */
    public record ListedFile(String path, long size, String sha256) {}
}
