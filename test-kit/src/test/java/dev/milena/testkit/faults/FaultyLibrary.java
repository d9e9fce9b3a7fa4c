// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.faults;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Loads the library, the kit and its tests anew, with a fault in one class; everything else as it is. */
final class FaultyLibrary extends URLClassLoader {
    private FaultyLibrary(URL[] classes) {
        super(classes, FaultyLibrary.class.getClassLoader());
    }

    /** With a fault, or without one. */
    static FaultyLibrary with(@Nullable Fault fault, Path folder) throws IOException {
        List<URL> classes = new ArrayList<>();
        if (fault != null) {
            compile(fault, folder);
            classes.add(folder.toUri().toURL());
        }
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            classes.add(Path.of(entry).toUri().toURL());
        }
        return new FaultyLibrary(classes.toArray(URL[]::new));
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static void compile(Fault fault, Path folder) throws IOException {
        String code = fault.code();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///" + fault.path()), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(Files.createDirectories(folder)));
            List<String> options = List.of("-proc:none", "-nowarn", "-parameters", "-cp", classPath());
            if (!compiler.getTask(messages, files, null, options, null, List.of(source))
                    .call()) {
                throw new IllegalStateException("The fault '" + fault + "' does not compile: " + messages);
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.milena.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
