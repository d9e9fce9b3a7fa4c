// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Words that hold the sentences of a language together: articles, pronouns, prepositions, conjunctions, forms of to be. Any
 * sentence has some, and few of another language's. Immutable, any thread.
 *
 * @param language two or three letters
 * @param words in small letters
 */
record FunctionWords(String language, Set<String> words) {
    private static final String FILE = "function-words.txt";
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Map<String, FunctionWords> ALL = read();

    /** Those of a language; none where there is no list. */
    static FunctionWords of(String language) {
        FunctionWords known = ALL.get(language);
        return known == null ? new FunctionWords(language, Set.of()) : known;
    }

    /** Those of every language that has a list. */
    static Collection<FunctionWords> all() {
        return ALL.values();
    }

    boolean has(String word) {
        return words.contains(word);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** Each line is {@code language: words}. */
    private static Map<String, FunctionWords> read() {
        Map<String, FunctionWords> all = new HashMap<>();
        try (InputStream file = Objects.requireNonNull(FunctionWords.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        int colon = line.indexOf(':');
                        String language = line.substring(0, colon);
                        Set<String> words = SPACES.splitAsStream(
                                        line.substring(colon + 1).strip())
                                .collect(Collectors.toUnmodifiableSet());
                        all.merge(
                                language,
                                new FunctionWords(language, words),
                                (a, b) -> new FunctionWords(language, union(a.words(), b.words())));
                    });
            return Map.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
