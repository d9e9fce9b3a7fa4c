// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.topics;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.internals.BootstrapServers;
import dev.milena.host.internals.ClientRefusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The way to the cluster that the settings of Kafka Streams name, with their security. Patience is short: a person or a
 * supervisor waits. Any thread.
 */
public final class ClusterAccess {
    /** How long the cluster may take for an answer, in milliseconds. */
    public static final int PATIENCE_MILLIS = 15_000;

    private final Map<String, Object> settings = new HashMap<>();

    /** The cluster that these settings of Kafka Streams name. */
    public ClusterAccess(Properties streams) {
        streams.forEach((key, value) -> {
            if (AdminClientConfig.configNames().contains(key.toString())) {
                settings.put(key.toString(), value);
            }
        });
        settings.remove("metric.reporters");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    }

    /** What {@code bootstrap.servers} says. */
    public String bootstrapServers() {
        return String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** Settings that a client of any kind connects with. A fresh copy. */
    public Map<String, Object> connection() {
        return new HashMap<>(settings);
    }

    /**
     * A new admin client.
     *
     * @throws HostException when the settings make none
     */
    public Admin admin() {
        return client(() -> Admin.create(connection()));
    }

    /**
     * A new client of any kind.
     *
     * @param make makes it of the settings
     * @throws HostException when Kafka refuses the settings, in plain words
     */
    public <T> T client(Supplier<T> make) {
        try {
            return make.get();
        } catch (KafkaException e) {
            throw ClientRefusal.describe(e, settings);
        }
    }

    /** The cluster was reached and said no. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Throwable reason;

        RefusedException(Throwable reason) {
            super(reason);
            this.reason = reason;
        }

        /** What it said. */
        public Throwable reason() {
            return reason;
        }
    }

    /**
     * Waits for an answer of the cluster.
     *
     * @throws RefusedException when it is no
     * @throws HostException when there is none, in plain words
     */
    public <T> T await(KafkaFuture<T> future) throws RefusedException {
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

    /** The failure that tells a person that no broker answers, and why. */
    public HostException unreachable(Throwable cause) {
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
            String found = new BootstrapServers(settings).explain();
            what = found != null
                    ? found
                    : "no Kafka broker answers at " + bootstrapServers() + " within " + PATIENCE_MILLIS / 1000
                            + " s; start one, or correct bootstrap.servers (--bootstrap, or KAFKA_BOOTSTRAP_SERVERS)";
        }
        return new HostException(HostExit.BROKER, what + ".", cause);
    }
}
