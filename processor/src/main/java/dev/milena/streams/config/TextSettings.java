// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import dev.milena.api.TextOverflow;
import dev.milena.document.BadSegments;
import dev.milena.document.Documents;
import dev.milena.document.InCapitals;
import dev.milena.document.Segmenting;
import dev.milena.glossary.Glossary;
import dev.milena.glossary.GlossaryFiles;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import dev.milena.protection.Rules;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/** The settings that say how a text becomes what a model is asked. Stateless. */
final class TextSettings {
    private TextSettings() {}

    /**
     * How texts are divided into segments, and what must not change in them.
     *
     * @throws ConfigException when a set of protected pieces, or the file of one's own, cannot be used
     */
    static Documents documents(AbstractConfig settings) {
        return new Documents(
                Segmenting.parse(settings.getString(StageConfig.TEXT_SEGMENT_CONFIG)),
                BadSegments.parse(settings.getString(StageConfig.TEXT_SEGMENT_BAD_CONFIG)),
                settings.getInt(StageConfig.TEXT_MAX_SEGMENTS_CONFIG),
                protection(settings),
                TextFormat.parse(settings.getString(StageConfig.TEXT_FORMAT_CONFIG)),
                InCapitals.parse(settings.getString(StageConfig.TEXT_CAPITALS_CONFIG)),
                TextOverflow.parse(settings.getString(StageConfig.TEXT_OVERFLOW_CONFIG)));
    }

    /**
     * How terms are translated.
     *
     * @throws ConfigException when a file cannot be used, with its line
     */
    static Glossary glossary(AbstractConfig settings) {
        List<Path> files = settings.getList(StageConfig.GLOSSARY_FILE_CONFIG).stream()
                .map(Path::of)
                .toList();
        try {
            return GlossaryFiles.read(files);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(StageConfig.GLOSSARY_FILE_CONFIG + ": " + e.getMessage());
        }
    }

    private static Protection protection(AbstractConfig settings) {
        String file = settings.getString(StageConfig.TEXT_PROTECT_FILE_CONFIG);
        Rules rules = Rules.builtIn();
        if (!file.isBlank()) {
            try {
                rules = Rules.withOwn(Path.of(file));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(StageConfig.TEXT_PROTECT_FILE_CONFIG + ": " + e.getMessage());
            }
        }
        try {
            return Protection.parse(settings.getString(StageConfig.TEXT_PROTECT_CONFIG), rules);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(StageConfig.TEXT_PROTECT_CONFIG + ": " + e.getMessage());
        }
    }
}
