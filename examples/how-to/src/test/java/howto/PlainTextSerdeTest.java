// SPDX-License-Identifier: Apache-2.0
package howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.schemas.TextEvent;
import dev.milena.serde.UndecodableValueException;
import org.junit.jupiter.api.Test;

class PlainTextSerdeTest {
    private final PlainTextSerde serde = new PlainTextSerde();

    @Test
    void shouldReadAndWriteATextAsItIs() {
        byte[] bytes = serde.serializer()
                .serialize("texts", TextEvent.newBuilder().setText("Straße").build());
        assertThat(serde.deserializer().deserialize("texts", bytes).getText()).isEqualTo("Straße");
    }

    @Test
    void shouldNameTheCodeOfTheDeadLetterForBytesThatAreNoText() {
        assertThatThrownBy(() -> serde.deserializer().deserialize("texts", new byte[] {(byte) 0xff}))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessageContaining("send the text in UTF-8");
    }
}
