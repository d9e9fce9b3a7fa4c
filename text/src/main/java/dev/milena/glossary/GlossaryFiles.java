// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads glossaries from files. Stateless, any thread. */
public final class GlossaryFiles {
    /** Largest file in bytes. */
    static final long MAX_BYTES = 32L << 20;

    private GlossaryFiles() {}

    /**
     * The terms of all files: {@code .tsv} or {@code .tbx}, the languages said in the file or in its name, as in
     * {@code product.en-de.tsv}.
     *
     * @throws IllegalArgumentException when a file or a line of it cannot be used, with the line, the rule and the cure
     */
    public static Glossary read(List<Path> files) {
        GlossaryBuilder builder = new GlossaryBuilder();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            String kind = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            byte[] content = content(file);
            switch (kind) {
                case "tsv" -> new TsvReader(file, languagesOf(file, name), builder).read(content);
                case "tbx" -> new TbxReader(file, languagesOf(file, name), builder).read(content);
                default ->
                    throw new IllegalArgumentException(file
                            + " is no glossary by its name; call it NAME.tsv or NAME.tbx, as in product.en-de.tsv");
            }
        }
        return builder.build();
    }

    private static byte[] content(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new IllegalArgumentException(file + " has " + size + " bytes; a glossary has at most " + MAX_BYTES
                        + ", divide it and name all its files");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read (" + e + "); name a file that this process may read", e);
        }
    }

    /** The languages in {@code NAME.en-de.tsv}; null where the name says none. */
    private static @Nullable LanguagePair languagesOf(Path file, String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length < 3) {
            return null;
        }
        try {
            return LanguagePair.parse(parts[parts.length - 2]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + ": " + e.getMessage() + ", or leave the part before the last dot out", e);
        }
    }
}
