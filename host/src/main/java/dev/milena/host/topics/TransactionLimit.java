// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.topics;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import dev.milena.host.internals.TransactionTimeout;
import dev.milena.host.topics.ClusterAccess.RefusedException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares {@code transaction.timeout.ms} with the longest that the brokers grant, at which every stream thread would fail.
 * Any thread.
 */
public final class TransactionLimit {
    private static final Logger log = LoggerFactory.getLogger(TransactionLimit.class);

    private final ClusterAccess cluster;

    public TransactionLimit(ClusterAccess cluster) {
        this.cluster = cluster;
    }

    /**
     * Looks at one broker; where this user may not see its settings, the first transaction decides.
     *
     * @param streams settings of Kafka Streams, which say what the application's producers ask for
     * @throws HostException when the broker grants less, or none answers
     */
    public void require(Properties streams) {
        long wantedMillis = TransactionTimeout.wanted(streams);
        try (Admin admin = cluster.admin()) {
            Collection<Node> nodes = cluster.await(admin.describeCluster().nodes());
            if (nodes.isEmpty()) {
                return;
            }
            ConfigResource broker = new ConfigResource(
                    ConfigResource.Type.BROKER, nodes.iterator().next().idString());
            Map<ConfigResource, Config> answer =
                    cluster.await(admin.describeConfigs(List.of(broker)).all());
            Config config = answer.get(broker);
            ConfigEntry limit = config == null ? null : config.get(TransactionTimeout.LIMIT);
            if (limit != null && limit.value() != null && Long.parseLong(limit.value()) < wantedMillis) {
                throw new HostException(
                        HostExit.SETTINGS, TransactionTimeout.describe(wantedMillis, limit.value()) + ".");
            }
        } catch (RefusedException e) {
            log.debug("the broker's {} cannot be seen", TransactionTimeout.LIMIT, e.reason());
        }
    }
}
