// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.topics.ClusterAccess;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ports that answer the first bytes of a connection as a broker, a TLS port or something else would. */
class BootstrapServersTest {

    /** What a port makes of the first bytes; null closes the connection. */
    private interface Answer {
        byte @Nullable [] to(byte[] greeting);
    }

    @Test
    void shouldSayThatATlsPortIsSpokenToInPlain() throws Exception {
        // a TLS server answers a handshake with a handshake, and anything else with an alert or not at all
        try (Port port = new Port(greeting -> greeting[0] == 0x16 ? new byte[] {0x16, 3, 3, 0} : null)) {
            assertThat(explain(port, "PLAINTEXT"))
                    .contains("127.0.0.1:" + port.number() + " speaks TLS", "plain text (security.protocol=PLAINTEXT)")
                    .contains("set security.protocol=SSL and");
            assertThat(explain(port, "SASL_PLAINTEXT")).contains("set security.protocol=SASL_SSL and");
            assertThat(explain(port, "SSL")).isNull();
        }
        try (Port port = new Port(greeting -> new byte[] {0x15, 3, 3, 0, 2, 2, 40, 0, 0})) {
            assertThat(explain(port, "PLAINTEXT")).contains("speaks TLS");
        }
    }

    @Test
    void shouldSayThatAPlainPortIsSpokenToWithTls() throws Exception {
        try (Port port = new Port(BootstrapServersTest::answerAsABroker)) {
            assertThat(explain(port, "SSL")).contains("speaks plain text", "security.protocol=PLAINTEXT");
            assertThat(explain(port, "sasl_ssl")).contains("speaks plain text", "security.protocol=SASL_PLAINTEXT");
            assertThat(explain(port, "PLAINTEXT")).contains("a Kafka broker answers", "advertised.listeners");
        }
    }

    @Test
    void shouldSayThatSomethingElseAnswers() throws Exception {
        try (Port port =
                new Port(greeting -> "HTTP/1.1 400 Bad Request".getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            assertThat(explain(port, "PLAINTEXT")).contains("does not answer as a Kafka broker does");
        }
    }

    @Test
    void shouldNameTheHostThatIsUnknownAndLeaveAClosedPortToTheUsualSentence() throws Exception {
        int closed;
        try (ServerSocket free = new ServerSocket(0)) {
            closed = free.getLocalPort();
        }

        assertThat(new BootstrapServers(Map.of("bootstrap.servers", "127.0.0.1:" + closed)).explain())
                .isNull();
        assertThat(new BootstrapServers(Map.of("bootstrap.servers", "127.0.0.1:" + closed + ", nosuch.invalid:9092"))
                        .explain())
                .contains("nosuch.invalid is unknown");
    }

    @Test
    void shouldEndAsABrokerThatCannotBeReached() throws Exception {
        try (Port port = new Port(BootstrapServersTest::answerAsABroker)) {
            Properties settings = new Properties();
            settings.put("bootstrap.servers", "127.0.0.1:" + port.number());
            settings.put("security.protocol", "SSL");

            HostException end = new ClusterAccess(settings).unreachable(new TimeoutException("too late"));

            assertThat(end.exit()).isEqualTo(HostExit.BROKER);
            assertThat(end).hasMessageContaining("speaks plain text");
        }
    }

    private static byte @Nullable [] answerAsABroker(byte[] greeting) {
        ByteBuffer request = ByteBuffer.wrap(greeting);
        boolean isApiVersions = request.getInt(0) == 10 && request.getShort(4) == 18;
        return isApiVersions
                ? ByteBuffer.allocate(14).putInt(10).putInt(request.getInt(8)).array()
                : null;
    }

    private static @Nullable String explain(Port port, String protocol) {
        return new BootstrapServers(
                        Map.of("bootstrap.servers", "127.0.0.1:" + port.number(), "security.protocol", protocol))
                .explain();
    }

    /** Answers each connection once and closes it. */
    private static final class Port implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

        Port(Answer answer) throws IOException {
            Thread thread = new Thread(() -> serve(answer));
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Answer answer) {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    byte[] greeting = new byte[14];
                    new DataInputStream(client.getInputStream()).readFully(greeting);
                    byte[] bytes = answer.to(greeting);
                    if (bytes != null) {
                        client.getOutputStream().write(bytes);
                    }
                } catch (IOException ended) {
                    // by the client, or the test is over
                }
            }
        }

        int number() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
