// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words of a language behind which a full stop ends no sentence. Immutable, any thread.
 *
 * @param always those that another word follows, without their full stop
 * @param beforeNumbers those that a number follows
 * @param ordinals whether a number with a full stop is an ordinal in this language
 */
record Abbreviations(Set<String> always, Set<String> beforeNumbers, boolean ordinals) {
    private static final String FILE = "abbreviations.txt";
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Abbreviations NONE = new Abbreviations(Set.of(), Set.of(), false);
    private static final Map<String, Abbreviations> ALL = read();

    /** Those of a language, by its two or three letters; none where there is no list. */
    static Abbreviations of(String language) {
        return ALL.getOrDefault(language, NONE);
    }

    /** Each line is {@code language kind: words}; kinds are {@code always}, {@code before-numbers} and {@code ordinals}. */
    private static Map<String, Abbreviations> read() {
        Map<String, Abbreviations> all = new HashMap<>();
        try (InputStream file = Objects.requireNonNull(Abbreviations.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        int colon = line.indexOf(':');
                        int space = line.indexOf(' ');
                        Abbreviations some = of(line.substring(space + 1, colon), words(line.substring(colon + 1)));
                        all.merge(line.substring(0, space), some, Abbreviations::with);
                    });
            return Map.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
    }

    private static Set<String> words(String line) {
        return line.isBlank() ? Set.of() : SPACES.splitAsStream(line.strip()).collect(Collectors.toUnmodifiableSet());
    }

    private static Abbreviations of(String kind, Set<String> words) {
        return switch (kind) {
            case "always" -> new Abbreviations(words, Set.of(), false);
            case "before-numbers" -> new Abbreviations(Set.of(), words, false);
            case "ordinals" -> new Abbreviations(Set.of(), Set.of(), true);
            default -> throw new IllegalStateException(FILE + " has a line of the unknown kind " + kind);
        };
    }

    private Abbreviations with(Abbreviations more) {
        Set<String> all = new HashSet<>(always);
        all.addAll(more.always);
        Set<String> numbers = new HashSet<>(beforeNumbers);
        numbers.addAll(more.beforeNumbers);
        return new Abbreviations(Set.copyOf(all), Set.copyOf(numbers), ordinals || more.ordinals);
    }
}
