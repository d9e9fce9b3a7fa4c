// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.app.ExitCode;
import dev.milena.app.output.FakeTerminal;
import org.junit.jupiter.api.Test;

/** One fault of each kind under load, and the control without which a green run would prove nothing. */
class ChaosIT {

    @Test
    void shouldKeepEveryPromiseUnderOneFaultOfEachKind() {
        FakeTerminal screen = FakeTerminal.piped("");

        int code = chaos(
                screen,
                "--brokers=3",
                "--kills=1",
                "--stops=1",
                "--stalls=1",
                "--broker-bounces=1",
                "--cuts=1",
                "--seconds=40");

        assertThat(code).as(screen.err() + screen.out()).isEqualTo(ExitCode.OK.code());
        assertThat(screen.out())
                .contains("lost 0 · duplicated 0 · inversions 0 · wrong 0")
                .contains("KEPT");
    }

    @Test
    void shouldKeepEveryPromiseOfTwoEnrichmentsBehindAFlatMap() {
        FakeTerminal screen = FakeTerminal.piped("");

        int code = chaos(
                screen,
                "--topology=chained",
                "--brokers=1",
                "--kills=2",
                "--stops=0",
                "--stalls=0",
                "--broker-bounces=0",
                "--seconds=20");

        assertThat(code).as(screen.err() + screen.out()).isEqualTo(ExitCode.OK.code());
        assertThat(screen.out())
                .contains("lost 0 · duplicated 0 · inversions 0 · wrong 0")
                .contains("KEPT");
    }

    @Test
    void shouldLoseEventsWhenTheyWaitInMemoryAlone() {
        FakeTerminal screen = FakeTerminal.piped("");

        int code = chaos(
                screen,
                "--brokers=1",
                "--kills=2",
                "--stops=0",
                "--stalls=0",
                "--broker-bounces=0",
                "--seconds=15",
                "--patience=25", // longer than the transaction of a dead job holds readers back
                "--buffer=memory");

        assertThat(code).as(screen.err() + screen.out()).isEqualTo(ExitCode.NOT_KEPT.code());
        assertThat(screen.out())
                .containsPattern("BROKEN: [1-9][0-9]* events were lost")
                .doesNotContain("lost 1600"); // a job that answers nothing proves nothing either
    }

    private static int chaos(FakeTerminal screen, String... more) {
        String[] common = {
            "chaos",
            "--instances=2",
            "--partitions=4",
            "--records=1600",
            "--keys=40",
            "--engine-ms=300",
            "--stall-seconds=9",
            "--session-seconds=4",
            "--seed=1"
        };
        String[] arguments = new String[common.length + more.length];
        System.arraycopy(common, 0, arguments, 0, common.length);
        System.arraycopy(more, 0, arguments, common.length, more.length);
        return Commands.commandLine(screen.terminal()).execute(arguments);
    }
}
