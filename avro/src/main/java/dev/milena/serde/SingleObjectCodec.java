// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.MilenaSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro's <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">single-object
 * encoding</a> of one record: {@code C3 01}, the CRC-64-AVRO fingerprint of the writer's schema in little-endian order,
 * the binary body. Any thread.
 *
 * <p>Only schemas that were released, and the current one, are ever used to read, so that input chooses neither schema
 * nor class. The body is read from an array whose end is known: a length or count that claims more than is there is
 * refused before anything of that size is allocated.
 *
 * @param <T> the record
 */
final class SingleObjectCodec<T extends SpecificRecord> {

    private static final byte MARKER_0 = (byte) 0xC3;
    private static final byte MARKER_1 = 0x01;
    private static final int FINGERPRINT_AT = 2;
    private static final int BODY_AT = FINGERPRINT_AT + Long.BYTES;

    /** Of a thread's scratch memory: a value that needs more is a rare one. */
    private static final int MOST_KEPT = 65_536;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    /** What every value is written into by its thread: a new buffer for each would be most of what an answer allocates. */
    private static final class Scratch {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        /** With a buffer: Avro's own encoder of messages writes each number by itself, through a lock. */
        private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    }

    private final Schema current;
    private final byte[] header;
    private final DatumWriter<T> writer;
    private final Map<Long, DatumReader<T>> readers = new LinkedHashMap<>();

    SingleObjectCodec(Schema current) {
        this(current, MilenaSchemas.writers(current));
    }

    SingleObjectCodec(Schema current, Map<Long, Schema> writers) {
        MilenaSchemas.trust();
        this.current = current;
        // the loader of the generated classes, whatever the thread's own is
        SpecificData model = new SpecificData(MilenaSchemas.class.getClassLoader());
        // the fast reader goes around StrictReader, and generated code would, too: that is for writing only
        model.setFastReaderEnabled(false);
        SpecificData writing = new SpecificData(MilenaSchemas.class.getClassLoader());
        writing.setCustomCoders(true); // generated code instead of reflection over the schema
        this.header = ByteBuffer.allocate(BODY_AT)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARKER_0)
                .put(MARKER_1)
                .putLong(SchemaNormalization.parsingFingerprint64(current))
                .array();
        this.writer = new SpecificDatumWriter<>(current, writing);
        writers.forEach((fingerprint, writer) -> readers.put(fingerprint, new StrictReader<T>(writer, current, model)));
    }

    byte[] encode(T value) {
        Scratch scratch = SCRATCH.get();
        ByteArrayOutputStream bytes = scratch.bytes;
        BinaryEncoder body = EncoderFactory.get().binaryEncoder(bytes, scratch.encoder);
        bytes.reset(); // what a value left behind that could not be written is gone only now
        bytes.writeBytes(header);
        try {
            writer.write(value, body);
            body.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        } finally {
            if (bytes.size() > MOST_KEPT) {
                SCRATCH.remove();
            }
        }
    }

    /**
     * Reads one value.
     *
     * @throws UndecodableValueException when the bytes are not exactly one record that this codec knows
     */
    T decode(byte[] bytes) {
        requireMarker(bytes);
        long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT_AT);
        DatumReader<T> reader = readers.get(fingerprint);
        if (reader == null) {
            throw new UndecodableValueException(
                    DeadLetterCode.WRONG_SCHEMA,
                    "The schema fingerprint is " + hex(fingerprint) + ", but a " + current.getName() + " has "
                            + readers.keySet().stream()
                                    .map(SingleObjectCodec::hex)
                                    .collect(Collectors.joining(" or "))
                            + "; write with a released schema of " + current.getFullName());
        }
        BinaryDecoder body = DecoderFactory.get().binaryDecoder(bytes, BODY_AT, bytes.length - BODY_AT, null);
        T value;
        boolean whole;
        try {
            value = reader.read(null, body);
            whole = body.isEnd();
        } catch (UndecodableValueException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(bytes.length, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (!whole) {
            throw damaged(bytes.length, "goes on after the record");
        }
        return value;
    }

    private void requireMarker(byte[] bytes) {
        if (bytes.length >= BODY_AT && bytes[0] == MARKER_0 && bytes[1] == MARKER_1) {
            return;
        }
        throw new UndecodableValueException(
                DeadLetterCode.NOT_AVRO,
                "A value of " + bytes.length + " bytes is not in Avro's single-object encoding, which starts with C3 01"
                        + " and 8 bytes of schema fingerprint; encode the " + current.getName()
                        + " so, or set the topic's serde to the encoding in use");
    }

    private UndecodableValueException damaged(int size, String what) {
        return new UndecodableValueException(
                DeadLetterCode.NOT_AVRO,
                "A value of " + size + " bytes names a schema of " + current.getName() + ", but its body " + what
                        + "; the body must be exactly one record in Avro's binary encoding");
    }

    /** As it stands in the bytes, in the order that a hex dump shows. */
    private static String hex(long fingerprint) {
        return String.format("%016x", Long.reverseBytes(fingerprint));
    }
}
