// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Words that hold the sentences of a language together: articles, pronouns, prepositions, conjunctions, forms of to be. Any
 * sentence has some, and few of another language's. Stateless, any thread.
 */
final class FunctionWords {
    private static final String FILE = "function-words.txt";
    private static final List<String> LANGUAGES = new ArrayList<>();

    /** For each word the languages that have it, one bit each, by their place in the list above. */
    private static final Map<String, Long> BITS = read();

    private FunctionWords() {}

    /** Languages that have a list, by two letters each. */
    static List<String> languages() {
        return LANGUAGES;
    }

    /** The place of a language among {@link #languages}, or -1. */
    static int place(String language) {
        return LANGUAGES.indexOf(language);
    }

    /** The languages that have a word in small letters, one bit each. */
    static long languagesOf(String word) {
        return BITS.getOrDefault(word, 0L);
    }

    /** Each line is {@code language: words}. */
    private static Map<String, Long> read() {
        Map<String, Long> bits = new HashMap<>();
        try (InputStream file = Objects.requireNonNull(FunctionWords.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> add(line, bits));
            return Map.copyOf(bits);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
    }

    private static void add(String line, Map<String, Long> bits) {
        int colon = line.indexOf(':');
        String language = line.substring(0, colon);
        if (!LANGUAGES.contains(language)) {
            LANGUAGES.add(language);
        }
        long bit = 1L << place(language);
        for (String word : line.substring(colon + 1).strip().split(" +", -1)) {
            bits.merge(word, bit, (a, b) -> a | b);
        }
    }
}
