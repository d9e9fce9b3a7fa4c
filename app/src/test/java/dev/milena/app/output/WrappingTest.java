// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {

    @Test
    void shouldBreakBetweenWords() {
        assertThat(Wrapping.lines("one two three four", 9)).containsExactly("one two", "three", "four");
        assertThat(Wrapping.lines("one two", 7)).containsExactly("one two");
        assertThat(Wrapping.lines("", 7)).containsExactly("");
    }

    @Test
    void shouldKeepAWordThatIsLongerThanALine() {
        assertThat(Wrapping.lines("a incomprehensible b", 5)).containsExactly("a", "incomprehensible", "b");
        assertThat(Wrapping.lines("😀😀😀 😀", 5)).containsExactly("😀😀😀 😀");
    }
}
