// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.config.MilenaConfig;
import dev.milena.serde.TextEventSerde;
import dev.milena.streams.Models;
import dev.milena.streams.tracing.RecordTracer;
import dev.milena.streams.tracing.TracedBatch;
import dev.milena.streams.tracing.TracedRecord;
import dev.milena.testing.FakeTextModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class RecordTracerTest {
    private static final String TRACEPARENT = "traceparent";

    private final List<String> heard = new ArrayList<>();

    /** Makes itself the parent of what comes, as a tracing library does. */
    private final class Spans implements RecordTracer {
        @Override
        public void taken(TracedRecord record) {
            heard.add("taken " + record.id() + " of " + text(record.headers()));
        }

        @Override
        public void batchEnded(TracedBatch batch) {
            heard.add("batch " + batch.model() + " " + batch.texts() + (batch.failed() ? " failed" : ""));
        }

        @Override
        public void leaving(TracedRecord record, Headers headers) {
            heard.add("leaving " + record.id());
            String parent = text(headers);
            headers.remove(TRACEPARENT);
            headers.add(TRACEPARENT, bytes(parent + "-child"));
        }
    }

    @Test
    void shouldLinkRecordsWithTheirBatchesAndPassOnWhatItSaysInHeaders() {
        List<TestRecord<byte[], byte[]>> answers = answered(new Spans(), "milena.enriched", "one", "two");

        assertThat(answers)
                .extracting(answer -> text(answer.headers()))
                .containsExactly("00-one-child", "00-two-child");
        assertThat(heard)
                .containsExactly(
                        "taken milena-enrichment|milena.text-0@0 of 00-one",
                        "taken milena-enrichment|milena.text-0@1 of 00-two",
                        "batch en-de [milena-enrichment|milena.text-0@0, milena-enrichment|milena.text-0@1]",
                        "leaving milena-enrichment|milena.text-0@0",
                        "leaving milena-enrichment|milena.text-0@1");
    }

    @Test
    void shouldHearOfARefusalAndOfEachTryToAnswer() {
        List<TestRecord<byte[], byte[]>> letters = answered(new Spans(), "milena.dead-letters", FakeTextModel.POISON);

        assertThat(letters).extracting(letter -> text(letter.headers())).containsExactly("00-poison-child");
        assertThat(heard)
                .contains("batch en-de [milena-enrichment|milena.text-0@0] failed")
                .endsWith("leaving milena-enrichment|milena.text-0@0");
    }

    @Test
    void shouldAnswerAllTheSameWhenATracerFails() {
        List<TestRecord<byte[], byte[]>> answers = answered(
                new RecordTracer() {
                    @Override
                    public void taken(TracedRecord record) {
                        throw new IllegalStateException();
                    }

                    @Override
                    public void batchEnded(TracedBatch batch) {
                        throw new NoClassDefFoundError();
                    }

                    @Override
                    public void leaving(TracedRecord record, Headers headers) {
                        throw new IllegalStateException();
                    }
                },
                "milena.enriched",
                "one");

        assertThat(answers).extracting(answer -> text(answer.headers())).containsExactly("00-one");
    }

    @Test
    void shouldKnowTheRecordOfATextThatIsAskedASecondTime() {
        List<TracedBatch> batches = new ArrayList<>();
        answered(
                new RecordTracer() {
                    @Override
                    public void batchEnded(TracedBatch batch) {
                        batches.add(batch);
                    }
                },
                Map.of("milena.doubt.retry", "true"),
                "milena.enriched",
                FakeTextModel.ENDLESS);

        assertThat(batches).hasSize(2);
        assertThat(batches.get(1).texts()).singleElement().asString().endsWith("~2");
        assertThat(batches.get(1).records()).isEqualTo(batches.get(0).records());
    }

    private static List<TestRecord<byte[], byte[]>> answered(RecordTracer tracer, String topic, String... texts) {
        return answered(tracer, Map.of(), topic, texts);
    }

    private static List<TestRecord<byte[], byte[]>> answered(
            RecordTracer tracer, Map<String, String> settings, String topic, String... texts) {
        MilenaConfig config = TopologyFixture.config(settings);
        try (Models models = Models.builder(config.settings())
                        .add(new FakeTextModel("en-de"))
                        .tracer(tracer)
                        .stepped()
                        .build();
                TextEventSerde serde = new TextEventSerde();
                TopologyTestDriver driver = new TopologyTestDriver(
                        EnrichmentTopology.build(config, models), config.streamsProperties(), TopologyFixture.START)) {
            for (String text : texts) {
                RecordHeaders headers = new RecordHeaders();
                headers.add(TRACEPARENT, bytes("00-" + text));
                driver.createInputTopic("milena.text", new ByteArraySerializer(), new ByteArraySerializer())
                        .pipeInput(new TestRecord<>(
                                bytes("k"),
                                serde.serializer().serialize("milena.text", Events.text(text)),
                                headers,
                                TopologyFixture.START.toEpochMilli()));
            }
            driver.advanceWallClockTime(TopologyFixture.TICK);
            driver.advanceWallClockTime(TopologyFixture.TICK);
            return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList();
        }
    }

    private static String text(Headers headers) {
        Header header = headers.lastHeader(TRACEPARENT);
        return header == null ? "none" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
