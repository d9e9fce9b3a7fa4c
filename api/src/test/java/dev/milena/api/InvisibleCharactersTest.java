// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvisibleCharactersTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0x2064, 0x2066, 0x2069, 0xFEFF, 0xE0001,
                0xE007F
            })
    void shouldFindWhatNobodySees(int codePoint) {
        String text = "\uD83D\uDE00 ab" + Character.toString(codePoint) + "c";

        assertThat(InvisibleCharacters.first(text)).isEqualTo(5);
        assertThat(InvisibleCharacters.count(text + text)).isEqualTo(2);
    }

    @Test
    void shouldLeaveJoinersMarksAndSpaces() {
        String text =
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \uD83D\uDC68\u200D\uD83D\uDC69 e\u0301 \u2764\uFE0F\u00A0x\u00AD";

        assertThat(InvisibleCharacters.first(text)).isEqualTo(-1);
        assertThat(InvisibleCharacters.count(text)).isZero();
    }
}
