// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveBlockTest {

    @Test
    void shouldDrawItsLinesAnewBelowWhatIsPrinted() {
        FakeTerminal screen = FakeTerminal.watched(80);
        LiveBlock block = new LiveBlock(screen.terminal());

        block.show(List.of("one", "two"));
        block.above("done");
        block.show(List.of("two, grown"));
        block.show(List.of());
        block.above("end");

        assertThat(screen.out())
                .isEqualTo("one\ntwo\n"
                        + "\033[2A\033[Jdone\none\ntwo\n"
                        + "\033[2A\033[Jtwo, grown\n"
                        + "\033[1A\033[J"
                        + "end\n");
    }

    @Test
    void shouldPrintOnlyWhatStaysWhereNobodyLooks() {
        FakeTerminal screen = FakeTerminal.piped("");
        LiveBlock block = new LiveBlock(screen.terminal());

        block.show(List.of("one"));
        block.above("done");

        assertThat(block.isLive()).isFalse();
        assertThat(screen.out()).isEqualTo("done\n");
    }

    @Test
    void shouldShortenALineThatWouldWrapAndShowWhatCannotBePrinted() {
        LiveBlock block = new LiveBlock(FakeTerminal.watched(21).terminal());

        assertThat(block.fitting("x".repeat(20))).hasSize(20);
        assertThat(block.fitting("x".repeat(21))).isEqualTo("x".repeat(19) + "…");
        assertThat(block.fitting("a\033[2Jb")).doesNotContain("\033");
    }
}
