// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import org.junit.jupiter.api.Test;

class TextLimitsTest {
    private final TextLimits limits = new TextLimits(12, 5, false);

    @Test
    void shouldAdmitWhenATextIsExactlyAtALimit() {
        assertThatCode(() -> limits.check("abcde")).doesNotThrowAnyException();
        assertThatCode(() -> limits.check("😀😀😀")).doesNotThrowAnyException();
        assertThatCode(() -> limits.check("中中中中")).doesNotThrowAnyException();
    }

    @Test
    void shouldCountBytesOfUtf8() {
        assertThatThrownBy(() -> limits.check("😀😀😀é"))
                .hasMessageContaining("14 bytes")
                .hasMessageContaining("limit is 12");
        assertThatThrownBy(() -> limits.check("a".repeat(13))).hasMessageContaining("13 bytes");
    }

    @Test
    void shouldCountCodePointsAndNotUtf16Units() {
        assertThatThrownBy(() -> limits.check("abcdef"))
                .hasMessageContaining("6 code points")
                .hasMessageContaining("milena.text.max.code.points");
    }

    @Test
    void shouldRefuseInvisibleCharactersOnlyWhenAskedTo() throws TextRefusedException {
        String text = "a\u202Eb\u200B";
        limits.check(text);

        assertThatThrownBy(() -> new TextLimits(12, 5, true).check(text))
                .isInstanceOfSatisfying(TextRefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo(RefusalCode.MALFORMED_TEXT))
                .hasMessageContaining("2 invisible characters, the first is U+202E at UTF-16 offset 1");
        assertThatThrownBy(() -> new TextLimits(12, 5, true).checkTarget("target_prefix", text))
                .hasMessageContaining("The target_prefix has 2 invisible characters");
    }
}
