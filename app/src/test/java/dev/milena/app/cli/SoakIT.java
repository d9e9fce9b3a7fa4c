// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Seconds of a soak, and the leak that it has to notice; both are too short for 3%. */
@EnabledIf("hasProc")
class SoakIT {

    @Test
    void shouldAnswerEverythingAndFindMemoryWhatItWas() {
        FakeTerminal screen = FakeTerminal.piped("");

        int code = soak(screen, "--tolerance=60");

        assertThat(code).as(screen.err() + screen.out()).isEqualTo(ExitCode.OK.code());
        assertThat(screen.out())
                .contains("lost 0 · duplicated 0 · inversions 0 · wrong 0")
                .contains("quarter 4")
                .contains("KEPT");
    }

    @Test
    void shouldNoticeALeak() {
        FakeTerminal screen = FakeTerminal.piped("");

        int code = soak(screen, "--tolerance=60", "--leak=128");

        assertThat(code).as(screen.err() + screen.out()).isEqualTo(ExitCode.NOT_KEPT.code());
        assertThat(screen.out()).contains("lost 0 ·").contains("BROKEN: direct memory grew by");
    }

    private static int soak(FakeTerminal screen, String... more) {
        String[] common = {"soak", "--minutes=0.4", "--rate=40", "--test-engine=10"};
        String[] arguments = new String[common.length + more.length];
        System.arraycopy(common, 0, arguments, 0, common.length);
        System.arraycopy(more, 0, arguments, common.length, more.length);
        return Commands.commandLine(screen.terminal()).execute(arguments);
    }

    static boolean hasProc() {
        return Files.exists(Path.of("/proc/self/status"));
    }
}
