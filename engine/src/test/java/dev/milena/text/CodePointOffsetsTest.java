// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CodePointOffsetsTest {

    @Test
    void shouldBeEqualWhenAllCharactersAreInTheBasicPlane() {
        CodePointOffsets offsets = new CodePointOffsets("Grüße");

        assertThat(offsets.toUtf16(0)).isZero();
        assertThat(offsets.toUtf16(4)).isEqualTo(4);
        assertThat(offsets.toUtf16(5)).isEqualTo(5);
    }

    @Test
    void shouldCountTwoUnitsWhenACharacterIsAnEmoji() {
        CodePointOffsets offsets = new CodePointOffsets("a\uD83D\uDE00b");

        assertThat(offsets.toUtf16(1)).isEqualTo(1);
        assertThat(offsets.toUtf16(2)).isEqualTo(3);
        assertThat(offsets.toUtf16(3)).isEqualTo(4);
    }

    @Test
    void shouldAgreeWithTheJdkWhenTextsAreRandom() {
        Random random = new Random(20);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.appendCodePoint(random.nextBoolean() ? 'a' + random.nextInt(26) : 0x1F600 + random.nextInt(60));
            }
            CodePointOffsets offsets = new CodePointOffsets(text.toString());
            int codePoints = text.codePointCount(0, text.length());
            for (int i = 0; i <= codePoints; i++) {
                assertThat(offsets.toUtf16(i)).isEqualTo(text.offsetByCodePoints(0, i));
            }
            assertThatThrownBy(() -> offsets.toUtf16(codePoints + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
