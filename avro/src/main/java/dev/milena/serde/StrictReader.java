// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import dev.milena.schemas.DeadLetterCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.util.Utf8;

/**
 * Reads strings strictly. Avro replaces bytes that are not UTF-8 (unpaired surrogates among them) by U+FFFD, so that a
 * damaged text would be answered as if its sender had written it.
 */
final class StrictReader<T> extends SpecificDatumReader<T> {

    StrictReader(Schema writer, Schema reader, SpecificData model) {
        super(writer, reader, model);
    }

    @Override
    protected Object readString(Object old, Schema expected, Decoder in) throws IOException {
        Utf8 bytes = in.readString(new Utf8());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(), 0, bytes.getByteLength()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UndecodableValueException(
                    DeadLetterCode.MALFORMED_TEXT,
                    "A string of " + bytes.getByteLength() + " bytes is not UTF-8 (an unpaired surrogate, or another"
                            + " charset); Avro strings are UTF-8: encode it as such");
        }
    }
}
