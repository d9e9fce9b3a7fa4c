// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskedTextTest {

    @Test
    void shouldNotInheritWhatAnotherTextDidUnderTheSameId(@TempDir Path folder) {
        AskedText deadly = asked("deadly");
        Path file = folder.resolve("journal");
        try (CrashJournal dies = CrashJournal.open(file)) {
            dies.began(List.of(deadly.suspectId()));
        }
        try (CrashJournal journal = CrashJournal.open(file)) {
            assertThat(journal.deaths(deadly.suspectId())).isEqualTo(1);
            assertThat(journal.deaths(AskedText.suspectId("s|t-0@1", TextRequest.of("deadly"))))
                    .isEqualTo(1);
            assertThat(journal.deaths(asked("of a topic that was made again").suspectId()))
                    .isZero();
        }
    }

    private static AskedText asked(String text) {
        return new AskedText("s|t-0@1", new PreparedText(TextRequest.of(text), List.of(), null, null, 1));
    }
}
