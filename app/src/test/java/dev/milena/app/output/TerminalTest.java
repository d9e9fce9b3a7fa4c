// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({"100,100", "' 72 ',72", "0,80", "'',80", "wide,80", "400,120"})
    void shouldTakeAUsefulWidth(String told, int used) {
        assertThat(Terminal.columnsFrom(told)).isEqualTo(used);
    }

    @Test
    void shouldRespectTheWishForNoColour() {
        assertThat(Terminal.colourWanted(Map.of())).isTrue();
        assertThat(Terminal.colourWanted(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Terminal.colourWanted(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.colourWanted(Map.of("TERM", "dumb"))).isFalse();
    }
}
