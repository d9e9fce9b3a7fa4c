// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WellFormedTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"Hello.", " a ", "\uD83D\uDE00", "\uD83D\uDE00\uD83D\uDE00", "مرحبا", "\u0301", "\t.\n"})
    void shouldAdmitWhenThereIsSomethingToSee(String text) {
        assertThatCode(() -> WellFormedText.check(text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\r\n", "\u00a0", "\u3000\u2009", "\u2028"})
    void shouldRefuseWhenThereIsOnlyWhiteSpace(String text) {
        assertRefused(text, RefusalCode.EMPTY_TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00", "\uDE00\uD83D", "ok \uD83D\uD83D\uDE00", "\uD83D\uDE00\uD83D", "a\0b"})
    void shouldRefuseWhenTheStringIsNoText(String text) {
        assertRefused(text, RefusalCode.MALFORMED_TEXT);
    }

    private static void assertRefused(String text, RefusalCode code) {
        assertThatThrownBy(() -> WellFormedText.check(text))
                .asInstanceOf(InstanceOfAssertFactories.type(TextRefusedException.class))
                .extracting(TextRefusedException::code)
                .isEqualTo(code);
    }
}
