// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class UnprintableTest {

    @Test
    void shouldPrintASurrogateAloneAsItsEscape() throws Exception {
        String line = AnswerJson.line(AnswerJson.object().put("output", "a\uD83D b \uDE00 \uD83D\uDE00"));

        assertThat(line).isEqualTo("{\"output\":\"a\\uD83D b \\uDE00 \uD83D\uDE00\"}");
        assertThat(new ObjectMapper().readTree(line).get("output").asText()).isEqualTo("a\uD83D b \uDE00 \uD83D\uDE00");
    }

    @Test
    void shouldNotLetATextSteerTheTerminalOfItsReader() {
        assertThat(Unprintable.escaped("a\u001B[2J\rb\u009Bc\0\n\td \u200D\uD83D\uDE00"))
                .isEqualTo("a\\u001B[2J\\u000Db\\u009Bc\\u0000\n\td \u200D\uD83D\uDE00");
    }

    @Test
    void shouldCountComplaintsThatItNoLongerSays() {
        FakeTerminal screen = FakeTerminal.piped("");
        Complaints complaints = new Complaints(screen.terminal());
        for (int i = 0; i < 1_000; i++) {
            complaints.add("line " + i + " is wrong");
        }

        assertThat(complaints.count()).isEqualTo(1_000);
        assertThat(screen.err().lines()).hasSize(21).last().asString().contains("counted only");
    }
}
