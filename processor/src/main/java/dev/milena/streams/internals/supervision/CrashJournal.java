// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers beyond the end of the process which events its model was working on, so that a text that brings the process
 * down is found. An event that the process died with is a suspect: it runs alone from then on. With the
 * {@value #FATAL_DEATHS}rd death it is no longer tried. A text that came out of the model, well or badly, is cleared.
 *
 * <p>One small file a model. It is written before each batch and after it, without forcing it to the disk: it has to
 * outlive the process, not the machine. A file that cannot be used costs this protection and nothing else. Each process
 * learns by itself: where partitions move, a deadly text can end each instance as often.
 *
 * <p>Layout, big-endian: magic (i32), CRC-32 of the rest (i32), its length (i32), number of suspects (i32), for each its
 * deaths (i32) and its id; number of running events (i32), for each its id. An id is a length (i32) and its UTF-8.
 * Any thread.
 */
public final class CrashJournal implements AutoCloseable {
    /** Deaths after which an event is refused. */
    public static final int FATAL_DEATHS = 3;

    private static final Logger log = LoggerFactory.getLogger(CrashJournal.class);
    private static final int MAGIC = 0x4D494C32;
    private static final int HEADER_BYTES = 3 * Integer.BYTES;
    private static final int MOST_SUSPECTS = 4_096;
    private static final int MOST_BYTES = 64 << 20;

    private final @Nullable FileChannel channel;
    private final Map<String, Integer> suspects = new LinkedHashMap<>();
    private final Set<String> running = new LinkedHashSet<>();
    private boolean failed;

    private CrashJournal(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /** Remembers nothing. */
    public static CrashJournal none() {
        return new CrashJournal(null);
    }

    /** Opens the journal of a model; where that cannot be done, says why and remembers nothing. */
    public static CrashJournal open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                log.warn(
                        "{} is in use by another process: a text that crashes this one will not be found. Give each"
                                + " process its own state.dir",
                        file);
                return none();
            }
            CrashJournal journal = new CrashJournal(channel);
            journal.load(channel);
            return journal;
        } catch (IOException e) {
            log.warn(
                    "{} cannot be used ({}): a text that crashes this process will not be found. Make state.dir"
                            + " writable",
                    file,
                    e.toString());
            return none();
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * How often the process died while the model worked on this text.
     *
     * @param id what {@link AskedText#suspectId()} says
     */
    public synchronized int deaths(String id) {
        return suspects.getOrDefault(id, 0);
    }

    /** The model starts to work on these. */
    public synchronized void began(Collection<String> ids) {
        running.addAll(ids);
        write();
    }

    /** The model came back: whatever it brought, these did not end the process. */
    public synchronized void ended(Collection<String> ids) {
        ids.forEach(running::remove);
        suspects.keySet().removeAll(ids);
        write();
    }

    @Override
    public synchronized void close() {
        failed = true;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                log.debug("Closing the journal failed", e);
            }
        }
    }

    private void load(FileChannel open) throws IOException {
        ByteBuffer content = read(open);
        if (content == null) {
            return;
        }
        try {
            suspects.putAll(suspects(content));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            log.warn(
                    "The journal of running events is not what this build writes ({}); what an earlier process died of"
                            + " is forgotten",
                    Failures.describe(e));
            return;
        }
        forgetTheOldest();
        write();
        if (!suspects.isEmpty()) {
            log.warn("The process died before while its model worked on events; those run alone now: {}", suspects);
        }
    }

    /** Who is suspected now: the suspects of then, and what ran then; the latest suspects last, for they stay longest. */
    private static Map<String, Integer> suspects(ByteBuffer content) {
        Map<String, Integer> suspects = new LinkedHashMap<>();
        for (int left = content.getInt(); left > 0; left--) {
            int deaths = content.getInt();
            suspects.put(readId(content), Math.max(0, deaths));
        }
        for (int left = content.getInt(); left > 0; left--) {
            String id = readId(content);
            Integer before = suspects.remove(id);
            suspects.put(id, Math.min(FATAL_DEATHS, before == null ? 0 : before) + 1);
        }
        return suspects;
    }

    private void forgetTheOldest() {
        List<String> ids = List.copyOf(suspects.keySet());
        ids.subList(0, Math.max(0, ids.size() - MOST_SUSPECTS)).forEach(suspects::remove);
    }

    /** What was written, or null when there is nothing or it is not whole. */
    private static @Nullable ByteBuffer read(FileChannel open) throws IOException {
        int size = (int) Math.min(open.size(), MOST_BYTES);
        ByteBuffer file = ByteBuffer.allocate(size);
        long at = 0;
        for (int read = open.read(file, at); read > 0; read = open.read(file, at)) {
            at += read;
        }
        file.flip();
        if (file.remaining() < HEADER_BYTES || file.getInt() != MAGIC) {
            return null;
        }
        int crc = file.getInt();
        int length = file.getInt();
        if (length < 0 || length > file.remaining()) {
            return null;
        }
        ByteBuffer content = file.slice(file.position(), length);
        return crc == crc(content) ? content : null;
    }

    private static String readId(ByteBuffer content) {
        int length = content.getInt();
        if (length < 0 || length > content.remaining()) {
            throw new IllegalArgumentException(
                    "an id of " + length + " bytes where " + content.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        content.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void write() {
        if (channel == null || failed) {
            return;
        }
        ByteBuffer file = image();
        try {
            for (long at = 0; file.hasRemaining(); ) {
                at += channel.write(file, at);
            }
        } catch (IOException e) {
            failed = true;
            log.warn(
                    "The journal of running events cannot be written any more ({}): a text that crashes this process"
                            + " will not be found",
                    e.toString());
        }
    }

    private ByteBuffer image() {
        int size = HEADER_BYTES + 2 * Integer.BYTES;
        for (String id : suspects.keySet()) {
            size += 2 * Integer.BYTES + bytes(id).length;
        }
        for (String id : running) {
            size += Integer.BYTES + bytes(id).length;
        }
        ByteBuffer file = ByteBuffer.allocate(size);
        file.position(HEADER_BYTES);
        file.putInt(suspects.size());
        suspects.forEach((id, deaths) -> putId(file.putInt(deaths), id));
        file.putInt(running.size());
        running.forEach(id -> putId(file, id));
        int crc = crc(file.slice(HEADER_BYTES, size - HEADER_BYTES));
        return file.rewind()
                .putInt(MAGIC)
                .putInt(crc)
                .putInt(size - HEADER_BYTES)
                .rewind();
    }

    private static void putId(ByteBuffer file, String id) {
        byte[] bytes = bytes(id);
        file.putInt(bytes.length).put(bytes);
    }

    private static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static int crc(ByteBuffer content) {
        CRC32 crc = new CRC32();
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }
}
