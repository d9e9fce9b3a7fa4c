// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A change of one source file that breaks one promise.
 *
 * @param promise the promise, as a sentence that the change makes false
 * @param source file below {@code src/main/java/dev/milena} of one of the modules
 * @param original text that stands in the file exactly once
 * @param broken what is put in its place
 * @param tests tests that have to turn red, each as {@code topology.OrderTest#shouldKeepTheOrder}
 */
record Sabotage(String promise, String source, String original, String broken, List<String> tests) {
    private static final Path REPOSITORY = Path.of(System.getProperty("milena.repository"));
    private static final List<String> MODULES = List.of("api", "text", "engine", "processor", "avro", "host");

    /** One that turns these tests red. */
    static Sabotage of(String promise, String source, String original, String broken, String... tests) {
        return new Sabotage(promise, source, original, broken, List.of(tests));
    }

    /**
     * The whole source file with the change.
     *
     * @throws IllegalStateException when the file does not hold the original text exactly once
     */
    String sabotagedSource() throws IOException {
        String whole = Files.readString(file());
        int at = whole.indexOf(original);
        if (at < 0 || whole.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException("The sabotage of \"" + promise + "\" looks for \"" + original + "\", which "
                    + (at < 0 ? "does not stand" : "stands more than once") + " in " + source
                    + "; let it break the code as it is now");
        }
        return whole.substring(0, at) + broken + whole.substring(at + original.length());
    }

    private Path file() {
        return MODULES.stream()
                .map(module -> REPOSITORY
                        .resolve(module)
                        .resolve("src/main/java/dev/milena")
                        .resolve(source))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No module has " + source));
    }

    /** The class that the source file is named after. */
    String className() {
        return "dev.milena." + source.replace(".java", "").replace('/', '.');
    }

    @Override
    public String toString() {
        return promise;
    }
}
