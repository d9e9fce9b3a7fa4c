// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.StreamsHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** A process of its own: RocksDB reads its environment once. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try {
                StateFolder.require(Path.of(arguments[0]));
            } catch (HostException e) {
                System.out.println(e.getMessage());
                System.exit(e.exit().code());
            }
        }
    }

    @Test
    void shouldSayThatRocksDbCannotBeUnpacked() throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .redirectOutput(output.toFile());
        builder.environment().put("ROCKSDB_SHAREDLIB_DIR", "/proc/x");
        Process child = builder.start();

        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(HostExit.SETTINGS.code());
        assertThat(Files.readString(output, StandardCharsets.UTF_8))
                .contains("RocksDB's native library", "ROCKSDB_SHAREDLIB_DIR=/proc/x", "milena.pending.store=memory");
    }

    @Test
    void shouldRefuseAStateFolderThatCannotBeWrittenBeforeAnythingStarts() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Map<String, Object> settings = Map.of(
                "application.id",
                "a",
                "bootstrap.servers",
                "localhost:9092",
                "milena.metrics.port",
                -1,
                "state.dir",
                file.resolve("state").toString());

        HostException end = catchThrowableOfType(
                HostException.class,
                () -> StreamsHost.builder(settings).build().open().close());

        assertThat(end.exit()).isEqualTo(HostExit.SETTINGS);
        assertThat(end).hasMessageContainingAll("state.dir=" + file, "Not a directory", "milena.pending.store=memory");
    }

    @Test
    void shouldNotLookAtTheStateFolderOfAJobThatKeepsNothingThere() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        StreamsHost.builder(Map.of(
                        "application.id", "a",
                        "bootstrap.servers", "localhost:9092",
                        "milena.metrics.port", -1,
                        "milena.pending.store", "memory",
                        "state.dir", file.toString()))
                .build()
                .open()
                .close();

        assertThat(file).isRegularFile();
    }
}
