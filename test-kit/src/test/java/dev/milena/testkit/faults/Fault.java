// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A change of one source file of the library that breaks one promise.
 *
 * @param name what is wrong then
 * @param source file below {@code dev/milena/streams/internals}
 * @param original text that stands in the file exactly once
 * @param broken what is put in its place
 * @param test test of {@link PromisesTest} that has to turn red
 */
record Fault(String name, String source, String original, String broken, String test) {
    private static final String PACKAGE = "dev/milena/streams/internals/";
    private static final Path SOURCES =
            Path.of(System.getProperty("milena.repository", ".."), "processor", "src", "main", "java");

    /**
     * The source file with the fault.
     *
     * @throws IllegalStateException when the file does not hold the original text exactly once
     */
    String code() throws IOException {
        String whole = Files.readString(SOURCES.resolve(path()));
        int at = whole.indexOf(original);
        if (at < 0 || whole.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException("The fault '" + name + "' looks for \"" + original + "\", which "
                    + (at < 0 ? "does not stand" : "stands more than once") + " in " + source
                    + "; let it break the code as it is now");
        }
        return whole.substring(0, at) + broken + whole.substring(at + original.length());
    }

    /** Path of the file below the sources. */
    String path() {
        return PACKAGE + source;
    }

    @Override
    public String toString() {
        return name;
    }
}
