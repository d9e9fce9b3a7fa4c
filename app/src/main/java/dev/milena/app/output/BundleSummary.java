// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.Manifest;
import dev.milena.bundle.Manifest.GraphInput;
import dev.milena.bundle.Manifest.Language;
import dev.milena.bundle.Manifest.ListedFile;
import dev.milena.bundle.Manifest.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a bundle's manifest says, for a person. Stateless. */
public final class BundleSummary {

    private BundleSummary() {}

    /** A label and a value a line. */
    public static List<String> lines(Bundle bundle) {
        Manifest manifest = bundle.manifest();
        List<String> lines = new ArrayList<>();
        add(lines, "bundle", bundle + ", " + manifest.family());
        add(lines, "task", manifest.task() + languages(manifest));
        add(lines, "sha-256", bundle.sha256() + " (manifest)");
        add(
                lines,
                "limits",
                manifest.limits().sourceTokens() + " source tokens, "
                        + manifest.limits().targetTokens() + " output tokens");
        add(
                lines,
                "numbers",
                manifest.quantization().kind() + ", " + manifest.quantization().weightBits() + " bits a weight");
        add(
                lines,
                "graph",
                manifest.graph().file() + ", ONNX opset " + manifest.graph().opset());
        add(
                lines,
                "alignment",
                "decoder layer " + manifest.alignment().layer() + ", heads "
                        + manifest.alignment().heads() + ", shift "
                        + manifest.alignment().shift());
        manifest.inputs().stream()
                .filter(input -> input.defaultValue() != null)
                .forEach(input -> add(lines, "control", control(input)));
        manifest.provenance()
                .trainingData()
                .forEach(data -> add(lines, "trained on", data.name() + " (" + data.licence() + ")"));
        add(lines, "licence", manifest.provenance().licence());
        manifest.provenance().quality().forEach(quality -> add(lines, "measured", quality(quality)));
        manifest.files().forEach(file -> add(lines, "file", file(file)));
        return lines;
    }

    private static String languages(Manifest manifest) {
        String source = tags(manifest.languages().source());
        String target = tags(manifest.languages().target());
        return source.isEmpty() && target.isEmpty() ? "" : ", " + source + " → " + target;
    }

    private static String tags(List<Language> languages) {
        return languages.stream().map(Language::tag).collect(Collectors.joining(", "));
    }

    private static String control(GraphInput input) {
        return input.name() + ": " + input.allowed().inWords();
    }

    private static String quality(Quality quality) {
        return String.format(
                Locale.ROOT,
                "%s %.2f on %s %s, %s, %d sentences",
                quality.metric(),
                quality.value(),
                quality.corpus(),
                quality.subset(),
                quality.decoding(),
                quality.sentences());
    }

    private static String file(ListedFile file) {
        return String.format(Locale.ROOT, "%-24s %,12d bytes", file.path(), file.size());
    }

    private static void add(List<String> lines, String label, String value) {
        lines.add(String.format(Locale.ROOT, "%-11s %s", label, value));
    }
}
