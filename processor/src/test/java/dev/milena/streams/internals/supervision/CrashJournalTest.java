// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashJournalTest {
    private static final String ONE = "milena.text-0@1";
    private static final String TWO = "milena.text-0@2";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("app.running").resolve("en-de");
    }

    /** Leaves the file as a process does that dies now. */
    private void dieWhileRunning(String... ids) throws IOException {
        CrashJournal journal = CrashJournal.open(file);
        journal.began(List.of(ids));
        journal.close();
    }

    @Test
    void shouldKnowNothingAtFirst() {
        try (CrashJournal journal = CrashJournal.open(file)) {
            assertThat(journal.deaths(ONE)).isZero();
        }
    }

    @Test
    void shouldCountTheDeathsOfWhatWasRunning() throws IOException {
        dieWhileRunning(ONE, TWO);
        dieWhileRunning(ONE);
        dieWhileRunning(ONE);

        try (CrashJournal journal = CrashJournal.open(file)) {
            assertThat(journal.deaths(ONE)).isEqualTo(CrashJournal.FATAL_DEATHS);
            assertThat(journal.deaths(TWO)).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepWhatItKnowsWhenTheProcessEndsWithoutRunningAnything() throws IOException {
        dieWhileRunning(ONE);
        dieWhileRunning();

        try (CrashJournal journal = CrashJournal.open(file)) {
            assertThat(journal.deaths(ONE)).isEqualTo(1);
        }
    }

    @Test
    void shouldClearASuspectWhenItCameOutOfTheModel() throws IOException {
        dieWhileRunning(ONE, TWO);
        CrashJournal second = CrashJournal.open(file);
        second.began(List.of(ONE));
        second.ended(List.of(ONE));
        second.close();

        try (CrashJournal journal = CrashJournal.open(file)) {
            assertThat(journal.deaths(ONE)).isZero();
            assertThat(journal.deaths(TWO)).isEqualTo(1);
        }
    }

    @Test
    void shouldSuspectNobodyWhenTheFileIsDamagedAnywhere() throws IOException {
        dieWhileRunning(ONE);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(file, damaged);
            try (CrashJournal journal = CrashJournal.open(file)) {
                assertThat(journal.deaths(ONE)).as("byte %d", at).isZero();
            }
            Files.write(file, java.util.Arrays.copyOf(whole, at));
            try (CrashJournal journal = CrashJournal.open(file)) {
                assertThat(journal.deaths(ONE)).as("cut at %d", at).isZero();
            }
        }
    }

    @Test
    void shouldWorkWithoutMemoryWhenTheFileBelongsToAnother() {
        try (CrashJournal owner = CrashJournal.open(file);
                CrashJournal other = CrashJournal.open(file)) {
            other.began(List.of(TWO));
            owner.began(List.of(ONE));
        }
        try (CrashJournal journal = CrashJournal.open(file)) {
            assertThat(journal.deaths(ONE)).isEqualTo(1);
            assertThat(journal.deaths(TWO)).isZero();
        }
    }

    @Test
    void shouldWorkWithoutMemoryWhenTheFolderCannotBeMade() throws IOException {
        Files.write(folder.resolve("app.running"), new byte[0]);

        try (CrashJournal journal = CrashJournal.open(file)) {
            journal.began(List.of(ONE));
            journal.ended(List.of(ONE));
            assertThat(journal.deaths(ONE)).isZero();
        }
    }

    @Test
    void shouldForgetTheOldestSuspectsWhenThereAreVeryMany() throws IOException {
        String[] many = new String[5_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "milena.text-1@" + i;
        }
        dieWhileRunning(ONE);
        dieWhileRunning(many);

        try (CrashJournal journal = CrashJournal.open(file)) {
            assertThat(journal.deaths(ONE)).isZero();
            assertThat(journal.deaths(many[many.length - 1])).isEqualTo(1);
        }
    }
}
