// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.api.TextRefusedException;
import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.LanguagePair;
import dev.milena.bundle.LanguagePairs;
import dev.milena.bundle.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle of 200 languages, each of which has a template of its own on either side, as NLLB's have. */
class LanguageResolverTest {
    private static final int LANGUAGES = 200;

    private LanguageResolver resolver;
    private LanguagePairs pairs;

    /** Three letters that are nobody's: qaa to qhr, and one real language at the end. */
    private static List<String> tags() {
        return IntStream.range(0, LANGUAGES)
                .mapToObj(i -> i == LANGUAGES - 1 ? "zh-Hans" : "q" + (char) ('a' + i / 26) + (char) ('a' + i % 26))
                .toList();
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        Manifest manifest = Bundle.open(BundleFixture.in(folder)
                        .seal(LanguageResolverTest::fill)
                        .folder())
                .manifest();
        pairs = LanguagePairs.of(manifest);
        resolver = new LanguageResolver(pairs, manifest.languages());
    }

    private static void fill(ObjectNode manifest) {
        ArrayNode sources = ((ObjectNode) manifest.get("languages")).putArray("source");
        ArrayNode targets = ((ObjectNode) manifest.get("languages")).putArray("target");
        ArrayNode templates = manifest.putArray("templates");
        int id = 10;
        for (String tag : tags()) {
            String code = tag.equals("zh-Hans") ? "zho_Hans" : tag + "_Latn";
            sources.addObject().put("tag", tag).put("code", code).put("id", ++id);
            targets.addObject().put("tag", tag).put("code", code).put("id", id);
            ObjectNode source = templates.addObject().put("source", tag).put("target", "*");
            ObjectNode from = source.putObject("source_template").put("text_prefix", "");
            from.putArray("prefix_ids").add(id);
            from.putArray("suffix_ids");
            ObjectNode target = templates.addObject().put("source", "*").put("target", tag);
            target.putObject("target_template").put("forced_bos", id).putArray("prefix_ids");
        }
    }

    @Test
    void shouldFindEveryPairWithItsTemplates() throws TextRefusedException {
        assertThat(pairs.size()).isEqualTo(LANGUAGES * LANGUAGES);
        for (String source : tags()) {
            LanguagePair pair = resolver.resolve(source, "qac");

            assertThat(pair.source()).isEqualTo(source);
            assertThat(pair.target()).isEqualTo("qac");
            assertThat(pair.sourceTemplate().prefixIds()).containsExactly(11 + tags().indexOf(source));
            assertThat(pair.targetTemplate().forcedBos()).isEqualTo(11 + tags().indexOf("qac"));
        }
    }

    @Test
    void shouldFindTheSameAgainByWhateverName() throws TextRefusedException {
        for (int time = 0; time < 2; time++) {
            assertThat(resolver.resolve("qab_Latn", "zho_Hans").target()).isEqualTo("zh-Hans");
            assertThat(resolver.resolve("QAB", "zh-CN").target()).isEqualTo("zh-Hans");
            assertThat(resolver.resolve("qab-DE", "zh").source()).isEqualTo("qab");
        }
    }

    @Test
    void shouldSayWhatThereIsInAFewWords() {
        assertThatThrownBy(() -> resolver.resolve("fr", "qaa"))
                .isInstanceOf(TextRefusedException.class)
                .hasMessageContaining("the source language fr is unknown; the bundle has [qaa, qab");
        assertThatThrownBy(() -> resolver.resolve(null, "qaa"))
                .isInstanceOf(TextRefusedException.class)
                .hasMessageContaining("the event names no source language");
    }

    /** With a template of one target each, as a bundle has that goes from one language to itself alone. */
    @Test
    void shouldNameSomeOfThePairsWhereOneIsMissing(@TempDir Path folder) {
        Manifest manifest = Bundle.open(BundleFixture.in(folder)
                        .seal(all -> {
                            fill(all);
                            all.get("templates").forEach(rule -> {
                                if (rule.has("source_template")) {
                                    ((ObjectNode) rule)
                                            .put("target", rule.get("source").asText());
                                }
                            });
                        })
                        .folder())
                .manifest();
        LanguageResolver few = new LanguageResolver(LanguagePairs.of(manifest), manifest.languages());

        assertThatThrownBy(() -> few.resolve("qaa", "qab"))
                .isInstanceOf(TextRefusedException.class)
                .hasMessageContaining("the pair qaa-qab is not supported; the bundle has [qaa-qaa, qab-qab")
                .hasMessageContaining("and 150 more")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(1_000));
    }
}
