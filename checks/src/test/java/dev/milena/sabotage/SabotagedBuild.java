// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles sabotaged classes, each into a folder of its own. One thread. */
final class SabotagedBuild implements AutoCloseable {
    private final Path folder;
    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    private int built;

    SabotagedBuild(Path folder) {
        this.folder = folder;
    }

    /** The folder that holds the sabotaged class alone. */
    Path compile(Sabotage sabotage) throws IOException {
        Path output = Files.createDirectories(folder.resolve("sabotage-" + built++));
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        files,
                        null,
                        List.of("-proc:none", "-nowarn", "-parameters", "-cp", classPath()),
                        null,
                        List.of(source(sabotage)))
                .call();
        if (!compiled) {
            throw new IllegalStateException("The sabotage of \"" + sabotage + "\" does not compile: " + messages);
        }
        return output;
    }

    /** The class path of this build; the test runner may hide it behind a jar that only points to it. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static JavaFileObject source(Sabotage sabotage) throws IOException {
        String code = sabotage.sabotagedSource();
        return new SimpleJavaFileObject(
                URI.create("string:///dev/milena/" + sabotage.source()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }

    @Override
    public void close() {
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Closing the compiler's files failed", e);
        }
    }
}
