// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.UndecodableValueException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serdes;

/** Events whose value is nothing but the text. Kafka makes it by its name, so without arguments. */
public final class PlainTextSerde extends Serdes.WrapperSerde<TextEvent> {
    public PlainTextSerde() {
        super(
                (topic, event) -> event == null ? null : event.getText().getBytes(StandardCharsets.UTF_8),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    private static TextEvent read(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return TextEvent.newBuilder().setText(text).build();
        } catch (CharacterCodingException e) {
            throw new UndecodableValueException(
                    DeadLetterCode.MALFORMED_TEXT, "The value is not UTF-8; send the text in UTF-8");
        }
    }
}
