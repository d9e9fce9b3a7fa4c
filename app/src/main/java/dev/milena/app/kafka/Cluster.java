// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.config.MilenaConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plain Kafka clients for the cluster that the settings name, with its security settings. Patience is short: a person
 * waits. Any thread; the clients follow their own rules.
 */
public final class Cluster {
    private static final int PATIENCE_MILLIS = 15_000;

    private final MilenaConfig config;

    public Cluster(MilenaConfig config) {
        this.config = config;
    }

    /** The settings. */
    public MilenaConfig config() {
        return config;
    }

    /** What {@code bootstrap.servers} says. */
    public String bootstrapServers() {
        return String.valueOf(config.streamsProperties().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** A new admin client. */
    public Admin admin() {
        return Admin.create(connection());
    }

    /** A new producer of bytes that loses nothing it acknowledged. */
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = connection();
        settings.remove(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A new consumer of bytes without a group that sees committed records only. */
    public Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = connection();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A new consumer of bytes without a group that sees records whose transaction is open or was aborted, too. */
    public Consumer<byte[], byte[]> uncommittedConsumer() {
        Map<String, Object> settings = connection();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> connection() {
        Map<String, Object> settings = new HashMap<>();
        config.streamsProperties().forEach((key, value) -> {
            if (AdminClientConfig.configNames().contains(key.toString())) {
                settings.put(key.toString(), value);
            }
        });
        settings.remove("metric.reporters");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        return settings;
    }

    /** The cluster was reached and said no. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Throwable reason;

        RefusedException(Throwable reason) {
            super(reason);
            this.reason = reason;
        }

        /** What it said. */
        Throwable reason() {
            return reason;
        }
    }

    /** Waits for an answer of the cluster, and says in plain words why there is none. */
    <T> T await(KafkaFuture<T> future) throws RefusedException {
        try {
            return future.get(2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof TimeoutException || cause instanceof AuthenticationException) {
                throw unreachable(cause);
            }
            throw new RefusedException(cause);
        } catch (java.util.concurrent.TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The failure that tells a person that no broker answers. */
    public CommandFailure unreachable(Throwable cause) {
        String what;
        if (cause instanceof SslAuthenticationException) {
            what = "the brokers at " + bootstrapServers() + " and this client do not trust each other ("
                    + cause.getMessage()
                    + "); correct ssl.truststore.location (whose certificates the broker's must come from), or where the"
                    + " brokers ask for a certificate, ssl.keystore.location";
        } else if (cause instanceof AuthenticationException) {
            what = "the brokers at " + bootstrapServers() + " refuse this user (" + cause.getMessage()
                    + "); correct the security.* and sasl.* settings";
        } else {
            what = "no Kafka broker answers at " + bootstrapServers() + " within " + PATIENCE_MILLIS / 1000
                    + " s; start one, or correct bootstrap.servers (--bootstrap, or KAFKA_BOOTSTRAP_SERVERS)";
        }
        return new CommandFailure(ExitCode.BROKER, what + ".", cause);
    }
}
