// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.TextEvent;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvroJsonTest {

    @Test
    void shouldWriteUnionsAsTheirValuesAndBytesAsBase64() {
        DeadLetter letter = new DeadLetter(
                DeadLetterCode.NULL_VALUE,
                "no value",
                new SourceCoordinates("milena.text", 1, 42L, 7L),
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                -1,
                null,
                null,
                "milena",
                9L,
                null);

        assertThat(AnswerJson.line(AvroJson.fields(AnswerJson.object(), letter)))
                .isEqualTo(
                        "{\"code\":\"NULL_VALUE\",\"message\":\"no value\",\"source\":{\"topic\":\"milena.text\","
                                + "\"partition\":1,\"offset\":42,\"timestamp\":7},\"key\":\"AQID\",\"value_size\":-1,"
                                + "\"value_sha256\":null,\"value\":null,\"application_id\":\"milena\",\"failed_at\":9,\"window\":null}");
    }

    @Test
    void shouldWriteMapsAsObjects() {
        TextEvent event = TextEvent.newBuilder()
                .setText("Hi")
                .setTargetLanguage("de")
                .setAttributes(Map.of("n", "1"))
                .build();

        assertThat(AnswerJson.line(AvroJson.fields(AnswerJson.object(), event)))
                .contains("\"attributes\":{\"n\":\"1\"}")
                .contains("\"target_language\":\"de\"");
    }
}
