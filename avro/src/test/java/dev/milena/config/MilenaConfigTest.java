// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.streams.config.StageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MilenaConfigTest {

    @Test
    void shouldGiveKafkaStreamsSettingsThatItAccepts() {
        for (String guarantee : List.of("exactly_once_v2", "at_least_once")) {
            MilenaConfig config = with("processing.guarantee", guarantee);
            StreamsConfig streams = new StreamsConfig(config.streamsProperties());
            assertThat(streams.getString("processing.guarantee")).isEqualTo(guarantee);
            assertThat(streams.getLong("commit.interval.ms")).isEqualTo(500);
            assertThat(streams.getProducerConfigs("p")).containsEntry("linger.ms", 5L);
            assertThat(config.warnings()).isEmpty();
        }
    }

    @Test
    void shouldHoldBackMilenaKeysFromKafkaStreamsAndPassTheRest() {
        MilenaConfig config =
                of(Map.of("producer.linger.ms", "0", "my.serde.url", "http://localhost", "poll.ms", "50"));
        assertThat(config.streamsProperties())
                .containsEntry("producer.linger.ms", "0")
                .containsEntry("my.serde.url", "http://localhost")
                .containsEntry("poll.ms", "50")
                .allSatisfy((key, value) -> assertThat(key.toString()).doesNotStartWith("milena."));
    }

    @Test
    void shouldRaiseTheTransactionTimeoutWithTheStallLimit() {
        assertThat(with("milena.stall.limit.ms", "2000").streamsProperties())
                .containsEntry("transaction.timeout.ms", 30_000);
        MilenaConfig slow = with("milena.stall.limit.ms", "120000");
        assertThat(slow.streamsProperties()).containsEntry("transaction.timeout.ms", 123_000);
        assertThat(slow.stages().threadBudget())
                .isGreaterThan(slow.stallLimit())
                .isLessThan(Duration.ofSeconds(123));
    }

    @Test
    void shouldReadTheDeprecatedDeadlineAsHalfOfTheStallLimitAndSaySo() {
        MilenaConfig old = with("milena.engine.deadline.ms", "20000");

        assertThat(old.stallLimit()).isEqualTo(Duration.ofSeconds(40));
        assertThat(old.warnings())
                .anyMatch(warning -> warning.contains("deprecated") && warning.contains("milena.stall.limit.ms=40000"));
        assertThat(of(Map.of("milena.engine.deadline.ms", "20000", "milena.stall.limit.ms", "50000"))
                        .stallLimit())
                .isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void shouldDeriveOtherKafkaSettingsFromTheBounds() {
        assertThat(of(Map.of("milena.task.max.pending.events", 7, "num.stream.threads", 3))
                        .streamsProperties())
                .containsEntry("max.poll.records", 7)
                .containsEntry("statestore.cache.max.bytes", 3L * 33_554_432);
    }

    @Test
    void shouldNotShipAClientSessionTimeoutWhenTheBrokerOwnsIt() {
        assertThat(of(Map.of("group.protocol", "streams", "processing.guarantee", "at_least_once"))
                        .streamsProperties())
                .doesNotContainKey("session.timeout.ms");
        assertThat(with("group.protocol", "classic").streamsProperties()).containsEntry("session.timeout.ms", 12_000);
    }

    @Test
    void shouldLetTheEnvironmentOverrideTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("milena.properties"),
                "milena.bundles=models/en-de, models/tiny\nmilena.batch.max.texts = 8 \nbootstrap.servers=file:9092\n");
        MilenaConfig config = MilenaConfig.load(
                file, Map.of("MILENA_BATCH_MAX_TEXTS", "16", "KAFKA_BOOTSTRAP_SERVERS", "env:9092", "PATH", "/bin"));
        assertThat(config.bundles()).containsExactly(Path.of("models/en-de"), Path.of("models/tiny"));
        assertThat(config.getInt(StageConfig.BATCH_MAX_TEXTS_CONFIG)).isEqualTo(16);
        assertThat(config.streamsProperties()).containsEntry("bootstrap.servers", "env:9092");
    }

    @Test
    void shouldNameTheFileThatCannotBeRead(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> MilenaConfig.load(folder.resolve("none.properties"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.properties")
                .hasMessageContaining("config docs");
        Path latin = Files.write(folder.resolve("latin1"), new byte[] {'a', '=', (byte) 0xe4});
        assertThatThrownBy(() -> MilenaConfig.load(latin, Map.of())).hasMessageContaining("UTF-8");
    }

    @Test
    void shouldNameTheNearestSettingWhenOneIsUnknown() {
        assertThatThrownBy(() -> of(Map.of("milena.batch.max.text", "1", "milena.beem.size", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("milena.batch.max.text (nearest known name: milena.batch.max.texts)")
                .hasMessageContaining("milena.beem.size (nearest known name: milena.beam.size)");
    }

    @Test
    void shouldWarnWhenAKafkaNameIsNearlyRight() {
        assertThat(of(Map.of("procesing.guarantee", "x", "main.consumer.max.poll.record", "1", "my.own", "1"))
                        .warnings())
                .hasSize(2)
                .anySatisfy(warning -> assertThat(warning).contains("processing.guarantee meant"))
                .anySatisfy(warning -> assertThat(warning).contains("max.poll.records meant"));
    }

    @ParameterizedTest
    @CsvSource({
        "milena.beam.size, -1",
        "milena.batch.max.tokens, many",
        "milena.engine.device, gpu",
        "milena.engine.device, cuda:",
        "milena.length.penalty, Infinity",
        "milena.pending.store, disk",
        "milena.output.topic, a topic",
        "milena.bundles, ''",
        "milena.metrics.port, 65536",
        "processing.guarantee, exactly_twice",
    })
    void shouldRefuseAValueThatBreaksItsRule(String key, String value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void shouldRequireABundle() {
        assertThatThrownBy(() -> MilenaConfig.of(Map.of())).hasMessageContaining("milena.bundles");
    }

    @Test
    void shouldMakeAndConfigureTheSerdeThatASettingNames() {
        assertThat(with("milena.input.value.serde", Serdes.StringSerde.class.getName())
                        .newValueSerde(MilenaConfig.INPUT_VALUE_SERDE_CONFIG))
                .isInstanceOf(Serdes.StringSerde.class);
    }

    @ParameterizedTest
    @CsvSource({"no.such.Serde, class path", "java.lang.String, implement", "java.lang.Integer, implement"})
    void shouldSayWhatIsWrongWithASerdeClass(String className, String cure) {
        assertThatThrownBy(() -> with("milena.input.value.serde", className))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(className)
                .hasMessageContaining(cure);
    }

    static MilenaConfig with(String key, Object value) {
        return of(Map.of(key, value));
    }

    static MilenaConfig of(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("milena.bundles", "models/en-de"));
        all.putAll(settings);
        return MilenaConfig.of(all);
    }
}
