// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of a term, a tab, its translation and, where there are options, a tab and those. {@code # languages: en-de} says the
 * languages of the lines behind it; other lines that begin with {@code #} and empty ones say nothing. Not thread-safe.
 */
final class TsvReader {
    private static final String LANGUAGES = "languages:";

    private final Path file;
    private final GlossaryBuilder builder;
    private @Nullable LanguagePair pair;

    TsvReader(Path file, @Nullable LanguagePair pair, GlossaryBuilder builder) {
        this.file = file;
        this.pair = pair;
        this.builder = builder;
    }

    void read(byte[] content) {
        List<String> lines = text(content).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            try {
                read(lines.get(i));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    private String text(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8; write it in UTF-8", e);
        }
    }

    private void read(String line) {
        if (line.startsWith("#")) {
            String comment = line.substring(1).strip();
            if (comment.startsWith(LANGUAGES)) {
                pair = LanguagePair.parse(comment.substring(LANGUAGES.length()).strip());
            }
        } else if (!line.isBlank()) {
            builder.add(languages(), entry(line));
        }
    }

    private LanguagePair languages() {
        if (pair == null) {
            throw new IllegalArgumentException("nothing says of which languages the term is; begin the file with"
                    + " '# languages: en-de', or name it like product.en-de.tsv");
        }
        return pair;
    }

    private static GlossaryEntry entry(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length < 2 || columns.length > 3) {
            throw new IllegalArgumentException("there are " + (columns.length - 1)
                    + " tabs; write a term, a tab, its translation and, where there are options, a tab and those");
        }
        return EntryOptions.entry(columns[0].strip(), columns[1].strip(), columns.length < 3 ? "" : columns[2]);
    }
}
