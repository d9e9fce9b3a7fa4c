// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.image;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Copies the native libraries of this platform out of the jars of the class path into one folder, when an image is built: a
 * container then needs no folder in which files can be written and executed. Linux only.
 */
public final class UnpackNatives {
    private static final int LEAST = 5; // ONNX Runtime has two; the tokenizers, RocksDB and zstd one each

    private UnpackNatives() {}

    /**
     * Copies them.
     *
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Set<String> copied = copy(System.getProperty("java.class.path"), System.getProperty("os.arch"), folder);
        if (copied.size() < LEAST) {
            throw new IOException("there are native libraries missing for " + System.getProperty("os.arch") + ", only "
                    + copied + " are in the jars");
        }
        System.out.println(String.join("\n", copied));
    }

    static Set<String> copy(String classPath, String architecture, Path folder) throws IOException {
        Pattern wanted = wanted(architecture);
        Set<String> copied = new TreeSet<>();
        for (String path : classPath.split(File.pathSeparator, -1)) {
            if (path.endsWith(".jar")) {
                copy(Path.of(path), wanted, folder, copied);
            }
        }
        return copied;
    }

    private static void copy(Path file, Pattern wanted, Path folder, Set<String> copied) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (wanted.matcher(entry.getName()).matches()) {
                    String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    }
                    copied.add(name);
                }
            }
        }
    }

    /** Each library has its own name for a platform. */
    private static Pattern wanted(String architecture) {
        boolean arm = architecture.equals("aarch64");
        String usual = arm ? "aarch64" : "amd64";
        String other = arm ? "aarch64" : "x86_64";
        return Pattern.compile(String.join(
                "|",
                "ai/onnxruntime/native/linux-" + (arm ? "aarch64" : "x64") + "/[^/]+\\.so",
                "native/lib/linux-" + other + "/cpu/[^/]+\\.so",
                "librocksdbjni-linux" + (arm ? "-aarch64" : "64") + "\\.so",
                "linux/" + usual + "/libzstd-jni-[^/]+\\.so",
                "org/xerial/snappy/native/Linux/" + other + "/[^/]+\\.so",
                "net/jpountz/util/linux/" + usual + "/[^/]+\\.so"));
    }
}
