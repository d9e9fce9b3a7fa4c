// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The shipped sample texts: everyday English, written for this demo. */
public final class Samples {
    private static final String RESOURCE = "samples.txt";

    private Samples() {}

    /** All of them in order. */
    public static List<String> all() {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream(RESOURCE), RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first {@code count}, from the start again when there are fewer. */
    static List<String> take(int count) {
        List<String> all = all();
        return IntStream.range(0, count).mapToObj(i -> all.get(i % all.size())).toList();
    }
}
