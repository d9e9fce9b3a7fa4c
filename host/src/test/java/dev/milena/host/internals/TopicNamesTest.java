// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.host.StreamsHost;
import dev.milena.host.topics.TopicUse;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "\u00e4", "a\n", "\"a\""})
    void shouldRefuseANameThatNoTopicMayHave(String name) {
        assertThatThrownBy(() -> TopicNames.require(
                        List.of(TopicUse.reads("a"), TopicUse.writes(name).namedBy("my.topic"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("'" + name + "' (my.topic)", "letters");
        assertThatThrownBy(
                        () -> StreamsHost.builder(Map.of("application.id", "a", "bootstrap.servers", "localhost:9092"))
                                .reads(name)
                                .build())
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void shouldTakeWhatKafkaTakes() {
        assertThatCode(() -> TopicNames.require(List.of(TopicUse.reads("a.B_9-"), TopicUse.reads("x".repeat(249)))))
                .doesNotThrowAnyException();
    }
}
