// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import dev.milena.bundle.Manifest.Language;
import dev.milena.bundle.Manifest.SourceTemplate;
import dev.milena.bundle.Manifest.TargetTemplate;
import dev.milena.bundle.Manifest.TemplateRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The language pairs of a bundle, tens of thousands in some. Immutable, any thread. */
public final class LanguagePairs {
    private final Map<String, Map<String, LanguagePair>> pairs;
    private final List<String> targets;
    private final int count;

    private LanguagePairs(Map<String, Map<String, LanguagePair>> pairs) {
        this.pairs = pairs;
        Set<String> known = new LinkedHashSet<>();
        pairs.values().forEach(ofSource -> known.addAll(ofSource.keySet()));
        this.targets = List.copyOf(known);
        this.count = pairs.values().stream().mapToInt(Map::size).sum();
    }

    /** Every pair that has both templates, in the order of the manifest. */
    public static LanguagePairs of(Manifest manifest) {
        Map<String, Map<String, LanguagePair>> pairs = new LinkedHashMap<>();
        for (Language source : manifest.languages().source()) {
            List<TemplateRule> rules = manifest.templates().stream()
                    .filter(rule -> rule.reads(source.tag()))
                    .toList();
            Map<String, LanguagePair> ofSource = new LinkedHashMap<>();
            for (Language target : manifest.languages().target()) {
                SourceTemplate sourceTemplate = first(rules, target.tag(), TemplateRule::sourceTemplate);
                TargetTemplate targetTemplate = first(rules, target.tag(), TemplateRule::targetTemplate);
                if (sourceTemplate != null && targetTemplate != null) {
                    ofSource.putIfAbsent(
                            target.tag(), new LanguagePair(source.tag(), target.tag(), sourceTemplate, targetTemplate));
                }
            }
            if (!ofSource.isEmpty()) {
                pairs.putIfAbsent(source.tag(), ofSource);
            }
        }
        return new LanguagePairs(pairs);
    }

    private static <T> @Nullable T first(
            List<TemplateRule> rules, String target, Function<TemplateRule, @Nullable T> template) {
        for (TemplateRule rule : rules) {
            T found = rule.writes(target) ? template.apply(rule) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The pair of two tags of the bundle; none for tags that are null. */
    public Optional<LanguagePair> find(@Nullable String source, @Nullable String target) {
        Map<String, LanguagePair> ofSource = pairs.get(source);
        return ofSource == null ? Optional.empty() : Optional.ofNullable(ofSource.get(target));
    }

    /** Tags of the sources. */
    public List<String> sources() {
        return List.copyOf(pairs.keySet());
    }

    /** Tags of the targets of any source. */
    public List<String> targets() {
        return targets;
    }

    /** How many pairs there are. */
    public int size() {
        return count;
    }

    /** The first pairs, as {@code source-target}. */
    public List<String> firstNames(int most) {
        List<String> names = new ArrayList<>();
        for (Map<String, LanguagePair> ofSource : pairs.values()) {
            for (LanguagePair pair : ofSource.values()) {
                if (names.size() == most) {
                    return names;
                }
                names.add(pair.source() + "-" + pair.target());
            }
        }
        return names;
    }
}
