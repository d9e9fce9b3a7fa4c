// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Real sentences in random order: corpora are often sorted by length, which no stream is. */
final class Sentences {

    private Sentences() {}

    /**
     * Distinct texts of a file's first column.
     *
     * @param corpus tab-separated, UTF-8
     * @param count how many; all of them if there are fewer
     * @param seed of the order, and so of the choice
     */
    static List<String> read(Path corpus, int count, long seed) throws IOException {
        Set<String> distinct = new LinkedHashSet<>();
        try (var lines = Files.lines(corpus)) {
            lines.map(line -> line.split("\t", 2)[0])
                    .filter(text -> !text.isBlank())
                    .forEach(distinct::add);
        }
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException(corpus + " has no text in its first column");
        }
        List<String> texts = new ArrayList<>(distinct);
        Collections.shuffle(texts, new Random(seed));
        return List.copyOf(texts.subList(0, Math.min(count, texts.size())));
    }
}
