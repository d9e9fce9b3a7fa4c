// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DeadLetter;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.SourceCoordinates;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records of the output topics, for a person or as JSON lines. Not thread-safe. */
public final class OutputPrinter {
    private final Terminal terminal;
    private final boolean json;
    private final ReadableAnswers answers;

    public OutputPrinter(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
        this.answers = new ReadableAnswers(terminal);
    }

    /** Prints one record and flushes. */
    public void print(ConsumerRecord<byte[], byte[]> record, SpecificRecord value) {
        if (json) {
            terminal.out().println(AnswerJson.line(AvroJson.fields(coordinates(record), value)));
        } else if (value instanceof EnrichedText answer) {
            answers.answer(AnswerView.of(answer), key(record.key()) + from(answer.getSource()));
        } else if (value instanceof DeadLetter letter) {
            answers.refused(
                    letter.getCode().name(),
                    letter.getMessage() + " · "
                            + (letter.getWindow() == null ? "" : WindowView.line(letter.getWindow()) + " · ")
                            + key(record.key()) + from(letter.getSource()));
        } else if (value instanceof AttentionMap map) {
            answers.note(String.format(
                    Locale.ROOT,
                    "attention map, %d output tokens over %d source tokens · %s%s",
                    map.getOutputTokens().size(),
                    map.getSourceTokens().size(),
                    key(record.key()),
                    from(map.getSource())));
        }
    }

    private static ObjectNode coordinates(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode json = AnswerJson.object();
        json.putObject("record")
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("timestamp", record.timestamp())
                .put("key", text(record.key()));
        return json;
    }

    private static String from(SourceCoordinates source) {
        return source.getTopic() + "-" + source.getPartition() + "@" + source.getOffset();
    }

    private static String key(byte @Nullable [] key) {
        return key == null ? "" : "key " + text(key) + " · ";
    }

    /** A key is bytes; nearly always they are text. */
    private static @Nullable String text(byte @Nullable [] key) {
        if (key == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return Base64.getEncoder().encodeToString(key);
        }
    }
}
