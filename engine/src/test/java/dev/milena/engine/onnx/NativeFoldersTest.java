// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.engine.EngineException;
import dev.milena.engine.UnusableFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFoldersTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldNameTheFolderThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> NativeFolders.requireWritable(folder.resolve("none"), "temporary folder", "Choose."))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessageContainingAll(
                        "the temporary folder " + folder.resolve("none"), "it does not exist", "Choose.");
        assertThatThrownBy(() -> NativeFolders.requireWritable(file, "temporary folder", "Choose."))
                .isInstanceOf(UnusableFolderException.class)
                .hasMessageContaining("Not a directory");
    }

    @Test
    void shouldLeaveNothingInAFolderThatCanBeWritten() {
        NativeFolders.requireWritable(folder, "temporary folder", "Choose.");

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldBlameTheFolderWhereNothingMayBeExecuted() {
        for (Throwable error : new Throwable[] {
            new UnsatisfiedLinkError("/tmp/a.so: failed to map segment from shared object"),
            new ExceptionInInitializerError(new IllegalStateException(
                    "Failed to load", new UnsatisfiedLinkError("/tmp/a.so: Operation not permitted")))
        }) {
            assertThatThrownBy(() -> NativeFolders.load("ONNX Runtime", folder, "Choose.", () -> throwIt(error)))
                    .isInstanceOf(UnusableFolderException.class)
                    .hasMessageContainingAll("ONNX Runtime", folder.toString(), "noexec", "Choose.");
        }
    }

    @Test
    void shouldBlameTheMachineForALibraryThatDoesNotRunThere() {
        assertThatThrownBy(() -> NativeFolders.load(
                        "the tokenizers",
                        folder,
                        "Choose.",
                        () -> throwIt(
                                new UnsatisfiedLinkError("libc.musl-x86_64.so.1: cannot open shared object file"))))
                .isInstanceOf(EngineException.class)
                .isNotInstanceOf(UnusableFolderException.class)
                .hasMessageContainingAll("the tokenizers", "musl", "glibc");
    }

    private static void throwIt(Throwable error) {
        if (error instanceof Error serious) {
            throw serious;
        }
        throw new AssertionError(error);
    }
}
