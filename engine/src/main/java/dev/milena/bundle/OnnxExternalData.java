// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the files that an ONNX model takes tensors from, without loading it: a walk over the protobuf messages that can
 * hold a tensor. Field numbers are those of onnx.proto3 (ONNX 1.23).
 */
final class OnnxExternalData {
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_FIXED64 = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_FIXED32 = 5;
    private static final int DEEPEST = 64;

    /** Messages on the way to a tensor; {@code child} gives the message that a field holds, or null. */
    private enum Message {
        MODEL,
        TRAINING,
        FUNCTION,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR,
        EXTERNAL_ENTRY,
        OTHER;

        Message child(int field) {
            return switch (this) {
                case MODEL -> field == 7 ? GRAPH : field == 20 ? TRAINING : field == 25 ? FUNCTION : OTHER;
                case TRAINING -> field == 1 || field == 2 ? GRAPH : OTHER;
                case FUNCTION -> field == 7 ? NODE : field == 11 ? ATTRIBUTE : OTHER;
                case GRAPH -> field == 1 ? NODE : field == 5 ? TENSOR : field == 15 ? SPARSE_TENSOR : OTHER;
                case NODE -> field == 5 ? ATTRIBUTE : OTHER;
                case ATTRIBUTE ->
                    switch (field) {
                        case 5, 10 -> TENSOR;
                        case 6, 11 -> GRAPH;
                        case 22, 23 -> SPARSE_TENSOR;
                        default -> OTHER;
                    };
                case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : OTHER;
                case TENSOR -> field == 13 ? EXTERNAL_ENTRY : OTHER;
                case EXTERNAL_ENTRY, OTHER -> OTHER;
            };
        }
    }

    private final Set<String> locations = new TreeSet<>();

    private OnnxExternalData() {}

    /** Every {@code location} of external data in the model, as written there. */
    static Set<String> locations(Path onnx) {
        try (FileChannel channel = FileChannel.open(onnx, StandardOpenOption.READ)) {
            OnnxExternalData walk = new OnnxExternalData();
            walk.read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), Message.MODEL, 0);
            return walk.locations;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new BundleException(
                    onnx + " is not an ONNX model (" + e.getMessage() + "). Export the bundle again.", e);
        } catch (IOException e) {
            throw new BundleException(onnx + " cannot be read. Check its permissions and the disk.", e);
        }
    }

    private void read(ByteBuffer bytes, Message message, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("messages nested deeper than " + DEEPEST);
        }
        String key = "";
        String value = "";
        while (bytes.hasRemaining()) {
            long tag = varint(bytes);
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case WIRE_VARINT -> varint(bytes);
                case WIRE_FIXED64 -> skip(bytes, Long.BYTES);
                case WIRE_FIXED32 -> skip(bytes, Integer.BYTES);
                case WIRE_BYTES -> {
                    ByteBuffer part = take(bytes, varint(bytes));
                    if (message == Message.EXTERNAL_ENTRY) {
                        String text = StandardCharsets.UTF_8.decode(part).toString();
                        key = field == 1 ? text : key;
                        value = field == 2 ? text : value;
                    } else if (message.child(field) != Message.OTHER) {
                        read(part, message.child(field), depth + 1);
                    }
                }
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
        if (key.equals("location")) {
            locations.add(value);
        }
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("number longer than 64 bits");
    }

    private static ByteBuffer take(ByteBuffer bytes, long length) {
        skip(bytes, length);
        return bytes.slice(bytes.position() - (int) length, (int) length);
    }

    private static void skip(ByteBuffer bytes, long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "a message of " + length + " bytes where " + bytes.remaining() + " are left");
        }
        bytes.position(bytes.position() + (int) length);
    }
}
