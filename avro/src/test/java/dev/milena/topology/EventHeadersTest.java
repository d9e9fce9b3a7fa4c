// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Priority;
import dev.milena.batch.Claim;
import dev.milena.testing.FakeTextModel;
import dev.milena.testing.ScriptedBatcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Headers of the built-in topics that say who an event is for and how urgent it is. */
class EventHeadersTest {
    private final FakeTextModel model = new FakeTextModel("en-de");
    private final ScriptedBatcher batcher = new ScriptedBatcher(model);

    private static Headers headers(String... namesAndValues) {
        Headers headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private List<Claim> claims(Map<String, String> settings, Headers... each) {
        try (TopologyFixture kafka = TopologyFixture.scripted(settings, batcher, model)) {
            int number = 0;
            for (Headers headers : each) {
                kafka.send("k" + number++, Events.text("text"), headers, TopologyFixture.START.toEpochMilli());
            }
            return batcher.claims();
        }
    }

    @Test
    void shouldReadThePriorityFromTheHeaderAndTakeAnyOtherValueForNormal() {
        List<Claim> claims = claims(
                Map.of("milena.priority.header", "priority"),
                headers("priority", "high"),
                headers("priority", "low"),
                headers("priority", "normal"),
                headers("priority", "URGENT!"),
                headers("priority", ""),
                headers(),
                headers("priority", "low", "priority", "high"));

        assertThat(claims)
                .extracting(Claim::priority)
                .containsExactly(
                        Priority.HIGH,
                        Priority.LOW,
                        Priority.NORMAL,
                        Priority.NORMAL,
                        Priority.NORMAL,
                        Priority.NORMAL,
                        Priority.HIGH);
    }

    @Test
    void shouldReadTheFlowFromTheHeader() {
        List<Claim> claims = claims(
                Map.of("milena.flow.header", "tenant"), headers("tenant", "t"), headers("tenant", "t"), headers());

        assertThat(claims.get(0).flow()).isEqualTo("t").isEqualTo(claims.get(1).flow());
        assertThat(claims.get(2).flow()).isEqualTo(claims.get(2).line());
    }

    @Test
    void shouldReadNoHeaderUnlessToldTo() {
        List<Claim> claims = claims(Map.of(), headers("priority", "high", "tenant", "t"));

        assertThat(claims.get(0).priority()).isEqualTo(Priority.NORMAL);
        assertThat(claims.get(0).flow()).isEqualTo(claims.get(0).line());
    }
}
