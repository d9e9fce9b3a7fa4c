// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import dev.milena.bundle.Manifest.Language;
import dev.milena.bundle.Manifest.SourceTemplate;
import dev.milena.bundle.Manifest.TargetTemplate;
import dev.milena.bundle.Manifest.TemplateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A source and a target language that a bundle supports, with the templates of the pair.
 *
 * @param source BCP-47 tag of the source
 * @param target BCP-47 tag of the output
 */
public record LanguagePair(String source, String target, SourceTemplate sourceTemplate, TargetTemplate targetTemplate) {

    /** Every pair that has both templates, in the order of the manifest. */
    public static List<LanguagePair> allOf(Manifest manifest) {
        List<LanguagePair> pairs = new ArrayList<>();
        for (Language source : manifest.languages().source()) {
            for (Language target : manifest.languages().target()) {
                Optional<SourceTemplate> sourceTemplate =
                        first(manifest, source.tag(), target.tag(), TemplateRule::sourceTemplate);
                Optional<TargetTemplate> targetTemplate =
                        first(manifest, source.tag(), target.tag(), TemplateRule::targetTemplate);
                if (sourceTemplate.isPresent() && targetTemplate.isPresent()) {
                    pairs.add(new LanguagePair(source.tag(), target.tag(), sourceTemplate.get(), targetTemplate.get()));
                }
            }
        }
        return List.copyOf(pairs);
    }

    private static <T> Optional<T> first(
            Manifest manifest, String source, String target, Function<TemplateRule, @Nullable T> template) {
        return manifest.templates().stream()
                .filter(rule -> rule.matches(source, target))
                .<@Nullable T>map(template)
                .filter(Objects::nonNull)
                .findFirst();
    }
}
