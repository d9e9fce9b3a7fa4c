// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.topics.ClusterAccess;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientRefusalTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldNameAFileThatIsNotThereAndItsSetting() {
        HostException end =
                refusal("security.protocol=SSL", "ssl.keystore.location=/nowhere/k.p12", "ssl.keystore.password=x");

        assertThat(end.exit()).isEqualTo(HostExit.SETTINGS);
        assertThat(end).hasMessageContaining("/nowhere/k.p12 (ssl.keystore.location) does not exist");
    }

    @Test
    void shouldNameTheStoreWhosePasswordIsWrongAndNotThePassword() throws Exception {
        for (String type : new String[] {"JKS", "PKCS12"}) {
            Path store = store(type, "right");

            HostException end = refusal(
                    "security.protocol=SSL",
                    "ssl.truststore.location=" + store,
                    "ssl.truststore.type=" + type,
                    "ssl.truststore.password=secret");

            assertThat(end.exit()).isEqualTo(HostExit.SETTINGS);
            assertThat(end)
                    .hasMessageContainingAll(store.toString(), "password is wrong", "ssl.truststore.password")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void shouldNameTheFolderThatAnotherProcessHas() {
        // as Kafka words it
        HostException end = ClientRefusal.describe(
                new StreamsException(
                        "Unable to initialize state, this can happen if multiple instances of Kafka Streams are"
                                + " running in the same state directory (current state directory is [/var/state/reviews]"),
                Map.of("state.dir", "/var/state", "application.id", "reviews"));

        assertThat(end.exit()).isEqualTo(HostExit.SETTINGS);
        assertThat(end)
                .hasMessageContainingAll("another process", "state.dir=/var/state", "a folder of its own")
                .hasMessageNotContaining("bootstrap.servers");
    }

    @Test
    void shouldNameAStoreThatIsNone() throws Exception {
        Path file = Files.writeString(folder.resolve("a.jks"), "no store");

        HostException end =
                refusal("security.protocol=SSL", "ssl.truststore.location=" + file, "ssl.truststore.password=secret");

        assertThat(end.exit()).isEqualTo(HostExit.SETTINGS);
        assertThat(end).hasMessageContaining(file + " (ssl.truststore.location) cannot be opened");
    }

    @Test
    void shouldSayWhatElseKafkaDoesNotTake() {
        assertThat(refusal("bootstrap.servers=localhost")).hasMessageContaining("Invalid url");
        HostException jaas = refusal("security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN");
        assertThat(jaas.exit()).isEqualTo(HostExit.SETTINGS);
        assertThat(jaas).hasMessageContaining("JAAS");
    }

    @Test
    void shouldEndAsABrokerThatCannotBeReachedWhenNoHostIsKnown() {
        HostException end = refusal("bootstrap.servers=nosuch.invalid:9092");

        assertThat(end.exit()).isEqualTo(HostExit.BROKER);
        assertThat(end).hasMessageContaining("nosuch.invalid");
    }

    private static HostException refusal(String... settings) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "127.0.0.1:9");
        for (String setting : settings) {
            int at = setting.indexOf('=');
            properties.put(setting.substring(0, at), setting.substring(at + 1));
        }
        return catchThrowableOfType(
                HostException.class, () -> new ClusterAccess(properties).admin().close());
    }

    private Path store(String type, String password) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        Path file = folder.resolve(type);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }
}
