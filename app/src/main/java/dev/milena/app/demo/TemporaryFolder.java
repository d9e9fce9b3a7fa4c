// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder that goes with everything in it when it is closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {

    /**
     * A new one among the temporary files of this machine.
     *
     * @throws CommandFailure when there can be none
     */
    public static TemporaryFolder create(String prefix) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.SETTINGS,
                    "the temporary folder " + System.getProperty("java.io.tmpdir") + " cannot be written ("
                            + e.getClass().getSimpleName()
                            + "). Create it, free it for this user, or choose another with"
                            + " MILENA_OPTS=-Djava.io.tmpdir=FOLDER.",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
                    if (error instanceof NoSuchFileException) { // a dying thread of the broker was faster
                        return FileVisitResult.CONTINUE;
                    }
                    throw error;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + path + " could not be removed; delete it", e);
        }
    }
}
