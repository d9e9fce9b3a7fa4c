// SPDX-License-Identifier: Apache-2.0
package howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HighlightsTest {
    @Test
    void shouldChooseWithinTheCharactersAndNothingTwice() {
        List<String> texts = List.of("The pump leaks.", "the pump leaks", "Oil leaks from the pump.", "Lunch is ready.");

        assertThat(Highlights.of(texts, 40)).containsExactly("The pump leaks.", "Oil leaks from the pump.");
    }
}
