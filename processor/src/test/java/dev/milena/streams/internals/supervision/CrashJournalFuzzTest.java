// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/** Whatever stands in the journal, the process starts, and the journal works on. */
class CrashJournalFuzzTest {
    private static final int MAGIC = 0x4D494C32;

    @FuzzTest(maxDuration = "5m")
    void shouldStartWhateverTheJournalHolds(byte[] content) throws IOException {
        Path file = Files.createTempFile("journal", "");
        try {
            Files.write(file, withChecksum(content));
            String id = "milena.text-0@1";
            int deaths;
            try (CrashJournal journal = CrashJournal.open(file)) {
                deaths = journal.deaths(id);
                journal.began(List.of(id));
            }
            try (CrashJournal journal = CrashJournal.open(file)) {
                assertThat(journal.deaths(id)).isEqualTo(Math.min(CrashJournal.FATAL_DEATHS, deaths) + 1);
            }
        } finally {
            Files.delete(file);
        }
    }

    /** A checksum keeps almost every damage out; here the content itself has to be survived. */
    private static byte[] withChecksum(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return ByteBuffer.allocate(3 * Integer.BYTES + content.length)
                .putInt(MAGIC)
                .putInt((int) crc.getValue())
                .putInt(content.length)
                .put(content)
                .array();
    }
}
