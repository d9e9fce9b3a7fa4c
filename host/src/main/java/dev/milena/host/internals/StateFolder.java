// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDB;

/**
 * What a pending store on disk needs of this machine: a folder that can be written, and RocksDB's native library, without
 * which Kafka Streams waits in REBALANCING for ever and says nothing. Stateless, any thread.
 */
public final class StateFolder {
    private static final String LIBRARY_FOLDER = "ROCKSDB_SHAREDLIB_DIR";
    private static final String WITHOUT = ", or set milena.pending.store=memory";

    private StateFolder() {}

    /**
     * Looks at both.
     *
     * @param folder {@code state.dir}
     * @throws HostException when one cannot be used
     */
    public static void require(Path folder) {
        try {
            Path made = Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
            Files.delete(Files.createTempFile(made, "milena-", ".check"));
        } catch (IOException e) {
            throw new HostException(
                    HostExit.SETTINGS,
                    "state.dir=" + folder + " cannot be written (" + reason(e)
                            + "), and the pending store is kept there. Free it for this user, set state.dir to another"
                            + " folder" + WITHOUT + ".",
                    e);
        }
        loadRocksDb();
    }

    private static void loadRocksDb() {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | LinkageError e) {
            String set = System.getenv(LIBRARY_FOLDER);
            throw new HostException(
                    HostExit.SETTINGS,
                    "RocksDB's native library cannot be loaded from "
                            + (set == null
                                    ? "the temporary folder " + System.getProperty("java.io.tmpdir")
                                    : LIBRARY_FOLDER + "=" + set)
                            + " (" + reason(e) + "). It needs a folder where files can be written and executed: set "
                            + LIBRARY_FOLDER + " to one" + WITHOUT + ".",
                    e);
        }
    }

    private static String reason(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root instanceof FileSystemException failed ? failed.getReason() : root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
