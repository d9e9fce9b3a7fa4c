// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.util.Utils;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.milena.engine.EngineException;
import dev.milena.engine.UnusableFolderException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where native code is unpacked to: ONNX Runtime's among the temporary files, the tokenizers' in DJL's cache. Both
 * libraries end with a stack trace where their folder cannot be used, and Java never loads a class again that failed so.
 * Stateless, any thread.
 */
final class NativeFolders {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String ONNX_READY_MADE = "onnxruntime.native.path";
    private static final String TOKENIZERS_READY_MADE = "RUST_LIBRARY_PATH";
    private static final String OTHER_TEMPORARY =
            "Choose another with MILENA_OPTS=-D" + TEMPORARY + "=FOLDER (JAVA_OPTS in the image).";
    private static final String OTHER_CACHE = "Choose another with the environment variable DJL_CACHE_DIR.";

    private NativeFolders() {}

    /**
     * Loads ONNX Runtime.
     *
     * @throws UnusableFolderException when the temporary folder cannot be used
     * @throws EngineException when the library does not run on this machine
     */
    static void loadOnnxRuntime() {
        String readyMade = System.getProperty(ONNX_READY_MADE);
        Path temporary = Path.of(System.getProperty(TEMPORARY));
        requireWritable(temporary, "temporary folder", OTHER_TEMPORARY); // a folder is made there in any case
        Path folder = readyMade == null ? temporary : Path.of(readyMade);
        load("ONNX Runtime", folder, OTHER_TEMPORARY, () -> new SessionOptions().close());
    }

    /**
     * Loads the tokenizers.
     *
     * @throws UnusableFolderException when DJL's cache cannot be used
     * @throws EngineException when the library does not run on this machine
     */
    static void loadTokenizers() {
        String readyMade = Utils.getEnvOrSystemProperty(TOKENIZERS_READY_MADE);
        Path folder = readyMade == null ? Utils.getEngineCacheDir("tokenizers") : Path.of(readyMade);
        if (readyMade == null && !holdsTokenizers(folder)) {
            create(folder);
            requireWritable(folder, "cache folder of DJL", OTHER_CACHE);
        }
        load("the tokenizers", folder, OTHER_CACHE, LibUtils::checkStatus);
    }

    private static boolean holdsTokenizers(Path cache) {
        try (Stream<Path> files = Files.walk(cache, 2)) {
            return files.anyMatch(file -> file.endsWith(System.mapLibraryName("tokenizers")));
        } catch (IOException notThere) {
            return false;
        }
    }

    private static void create(Path cache) {
        try {
            Files.createDirectories(cache);
        } catch (IOException seenAtOnce) {
            // the next look says so
        }
    }

    static void requireWritable(Path folder, String what, String cure) {
        try {
            Files.delete(Files.createTempFile(folder, "milena-", ".check"));
        } catch (IOException e) {
            throw new UnusableFolderException(
                    "the " + what + " " + folder + " cannot be written (" + reason(e)
                            + "), and native code is unpacked there. Create it, or free it for this user. " + cure,
                    e);
        }
    }

    private static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "it does not exist";
        } else if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = error instanceof FileSystemException failed ? failed.getReason() : null;
        return reason == null ? error.getClass().getSimpleName() : reason;
    }

    static void load(String library, Path folder, String cure, Runnable load) {
        try {
            load.run();
        } catch (RuntimeException | LinkageError e) {
            String reason = rootMessage(e);
            if (reason.contains("failed to map segment") || reason.contains("denied") || reason.contains("permitted")) {
                throw new UnusableFolderException(
                        "the native code of " + library + " cannot be run from " + folder + " (" + reason
                                + "): the folder allows nothing to be executed, as with the mount option noexec. "
                                + cure,
                        e);
            }
            throw new EngineException(
                    "the native code of " + library + " cannot be loaded from " + folder + " (" + reason
                            + "). It needs space there, and Linux with glibc, macOS or Windows on x86-64 or ARM64.",
                    e);
        }
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
