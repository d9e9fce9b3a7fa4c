// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.schemas.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The shipped sample texts: everyday English to translate, written for this demo, and abstracts of papers to find headlines
 * for, which no model was trained on (see NOTICE).
 */
public final class Samples {
    private static final int CONVERSATIONS = 3;

    private static final String SENTENCES = "samples.txt";
    private static final String ABSTRACTS = "abstracts.txt";

    private Samples() {}

    /** The sentences in order. */
    public static List<String> all() {
        return lines(SENTENCES);
    }

    /**
     * What models that do these tasks are shown: sentences, abstracts, or both with the abstracts spread among the
     * sentences.
     *
     * @param tasks of the loaded models, as their manifests name them
     */
    static List<Sample> of(Collection<String> tasks) {
        boolean summarize = tasks.contains("summarization");
        boolean translate = tasks.contains("translation");
        List<Sample> abstracts = summarize ? samples(ABSTRACTS, Task.SUMMARIZATION) : List.of();
        List<Sample> mixed = new ArrayList<>();
        if (translate || !summarize) {
            mixed.addAll(samples(SENTENCES, translate ? Task.TRANSLATION : null));
        }
        int apart = mixed.size() / (abstracts.size() + 1);
        for (int i = 0; i < abstracts.size(); i++) {
            mixed.add((i + 1) * apart + i, abstracts.get(i));
        }
        return take(mixed, mixed.size());
    }

    /** The first {@code count} under the keys of a few imagined conversations, from the start again when there are fewer. */
    static List<Sample> take(List<Sample> samples, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> samples.get(i % samples.size()).in("conversation-" + i % CONVERSATIONS))
                .toList();
    }

    private static List<Sample> samples(String resource, @Nullable Task task) {
        return lines(resource).stream().map(text -> new Sample("", text, task)).toList();
    }

    /** The lines of a resource that are not blank. */
    static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream(resource), resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
