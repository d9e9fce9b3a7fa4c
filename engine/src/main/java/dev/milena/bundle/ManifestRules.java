// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import dev.milena.bundle.Manifest.Allowed;
import dev.milena.bundle.Manifest.GoldenRun;
import dev.milena.bundle.Manifest.GraphInput;
import dev.milena.bundle.Manifest.Language;
import dev.milena.bundle.Manifest.ListedFile;
import dev.milena.bundle.Manifest.TemplateRule;
import dev.milena.bundle.Manifest.Width;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules between fields of a manifest, which a JSON Schema cannot express. */
final class ManifestRules {
    private final Manifest manifest;
    private final List<String> problems = new ArrayList<>();

    private ManifestRules(Manifest manifest) {
        this.manifest = manifest;
    }

    static void check(Manifest manifest, String where) {
        ManifestRules rules = new ManifestRules(manifest);
        rules.checkFiles();
        rules.checkInputs();
        rules.problems.addAll(IdRules.problems(manifest));
        rules.checkLimits();
        rules.checkTemplates();
        rules.checkGolden();
        if (!rules.problems.isEmpty()) {
            throw new BundleException(
                    where + " contradicts itself: " + String.join("; ", rules.problems) + ". Export the bundle again.");
        }
    }

    private void checkFiles() {
        Set<String> listed = new HashSet<>();
        for (ListedFile file : manifest.files()) {
            if (!listed.add(file.path())) {
                problems.add("files lists " + file.path() + " twice");
            }
        }
        if (listed.contains(Bundle.MANIFEST)) {
            problems.add("files lists " + Bundle.MANIFEST + ", which cannot hold its own hash");
        }
        requireListed("graph.file", manifest.graph().file(), listed);
        requireListed("tokenizers.source", manifest.tokenizers().source(), listed);
        requireListed("tokenizers.target", manifest.tokenizers().target(), listed);
        requireListed("golden.file", manifest.golden().file(), listed);
        manifest.graph().externalData().forEach(file -> requireListed("graph.external_data", file, listed));
    }

    private void requireListed(String field, String file, Set<String> listed) {
        if (!listed.contains(file)) {
            problems.add(field + " is " + file + ", which files does not list");
        }
    }

    private void checkInputs() {
        for (GraphInput input : manifest.inputs()) {
            Double defaultValue = input.defaultValue();
            boolean fromEvent = input.name().equals("input_ids") || input.name().equals("attention_mask");
            if (defaultValue == null && !fromEvent) {
                problems.add("input " + input.name() + " has no default");
            }
            if (defaultValue != null && !input.allowed().contains(defaultValue)) {
                problems.add("input " + input.name() + " has default " + Allowed.plain(defaultValue) + ", allowed is "
                        + input.allowed().inWords());
            }
            Width width = input.width();
            if (width != null && (width.defaultWidth() < width.min() || width.defaultWidth() > width.max())) {
                problems.add("input " + input.name() + " has default width " + width.defaultWidth() + ", allowed is "
                        + width.min() + ".." + width.max());
            }
        }
    }

    private void checkLimits() {
        double most = manifest.input("max_new_tokens").allowed().highest();
        if (manifest.limits().targetTokens() > most) {
            problems.add("limits.target_tokens is " + manifest.limits().targetTokens()
                    + ", but input max_new_tokens allows at most " + (long) most);
        }
    }

    private void checkTemplates() {
        for (TemplateRule rule : manifest.templates()) {
            requireLanguage("source", rule.source(), manifest.languages().source());
            requireLanguage("target", rule.target(), manifest.languages().target());
        }
        if (LanguagePairs.of(manifest).size() == 0) {
            problems.add("no pair of languages has both a source_template and a target_template");
        }
    }

    private void requireLanguage(String side, String tag, List<Language> languages) {
        if (!tag.equals(TemplateRule.ANY)
                && languages.stream().noneMatch(language -> language.tag().equals(tag))) {
            problems.add("a template rule names the " + side + " language " + tag + ", which languages does not list");
        }
    }

    private void checkGolden() {
        for (GoldenRun run : manifest.golden().runs()) {
            run.inputs().forEach((name, value) -> {
                if (manifest.inputs().stream().noneMatch(input -> input.name().equals(name))) {
                    problems.add("golden run " + run.name() + " sets " + name + ", which is no graph input");
                } else if (!manifest.input(name).allowed().contains(value)) {
                    problems.add("golden run " + run.name() + " sets " + name + " to " + Allowed.plain(value)
                            + ", allowed is " + manifest.input(name).allowed().inWords());
                }
            });
        }
    }
}
