// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import dev.milena.bundle.Manifest.Language;
import dev.milena.bundle.Manifest.SourceTemplate;
import dev.milena.bundle.Manifest.SpecialIds;
import dev.milena.bundle.Manifest.TargetTemplate;
import dev.milena.bundle.Manifest.TemplateRule;
import dev.milena.bundle.Manifest.VocabularySizes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the ids that a manifest names are ids of its model. */
final class IdRules {
    private final List<String> problems = new ArrayList<>();
    private final Limit gets;
    private final Limit reads;
    private final Limit writes;

    /** What says how many ids there are. */
    private record Limit(String field, int size) {}

    private IdRules(Manifest manifest) {
        VocabularySizes sizes = manifest.vocabularySizes();
        this.gets = new Limit("input_ids", manifest.sourceIds());
        this.reads = new Limit("vocabulary_sizes.source", sizes.source());
        this.writes = new Limit("vocabulary_sizes.target", sizes.target());
    }

    /** What is wrong, or nothing. */
    static List<String> problems(Manifest manifest) {
        IdRules rules = new IdRules(manifest);
        rules.checkSizes(manifest.specialIds().unk());
        rules.checkSpecial(manifest.specialIds());
        rules.require(rules.writes, "decode.skip_ids", manifest.decode().skipIds());
        rules.require(rules.gets, "alignment.drop_ids", manifest.alignment().dropIds());
        manifest.templates().forEach(rules::checkTemplates);
        Limit larger = rules.reads.size() > rules.writes.size() ? rules.reads : rules.writes;
        Stream.concat(manifest.languages().source().stream(), manifest.languages().target().stream())
                .map(Language::id)
                .forEach(id -> rules.require(larger, "languages", id));
        for (String input : List.of("forced_bos", "target_prefix")) {
            rules.require(rules.writes, "input " + input, (int)
                    manifest.input(input).allowed().highest());
        }
        return rules.problems;
    }

    private void checkSizes(@Nullable Integer unknown) {
        if (reads.size() > gets.size()) {
            problems.add(
                    "vocabulary_sizes.source is " + reads.size() + ", but input_ids allows less than " + gets.size());
        } else if (reads.size() < gets.size() && unknown == null) {
            problems.add("input_ids allows ids from " + reads.size()
                    + " on, which are read as special_ids.unk, and that is null");
        }
    }

    private void checkSpecial(SpecialIds ids) {
        require(gets, "special_ids.pad", ids.pad());
        require(reads, "special_ids.unk", ids.unk());
        require(writes, "special_ids.decoder_start", ids.decoderStart());
        require(writes, "special_ids.eos", ids.eos());
    }

    private void checkTemplates(TemplateRule rule) {
        SourceTemplate source = rule.sourceTemplate();
        if (source != null) {
            require(reads, "source_template", source.prefixIds());
            require(reads, "source_template", source.suffixIds());
        }
        TargetTemplate target = rule.targetTemplate();
        if (target != null) {
            require(writes, "target_template", target.forcedBos());
            require(writes, "target_template", target.prefixIds());
        }
    }

    private void require(Limit limit, String field, Collection<Integer> ids) {
        ids.forEach(id -> require(limit, field, id));
    }

    private void require(Limit limit, String field, @Nullable Integer id) {
        if (id != null && id >= limit.size()) {
            problems.add(field + " has id " + id + ", but must be less than " + limit.size() + ", as " + limit.field()
                    + " says");
        }
    }
}
