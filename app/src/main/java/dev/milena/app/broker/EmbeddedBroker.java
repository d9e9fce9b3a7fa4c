// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.broker;

import java.nio.file.Path;
import java.util.Map;

/**
 * One {@link BrokerNode} in this process that is a whole cluster. Start and close on one thread; the address may be read
 * on any.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int TRIES = 3;

    private final BrokerNode node;
    private final String bootstrapServers;

    private EmbeddedBroker(BrokerNode node, String bootstrapServers) {
        this.node = node;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Formats the folder and starts the broker on free ports.
     *
     * @param directory empty folder for the broker's data; the caller removes it after {@link #close()}
     * @throws IllegalStateException when the broker does not start
     */
    public static EmbeddedBroker start(Path directory) {
        return start(directory, Map.of());
    }

    /** Starts with settings of the broker over those of {@link BrokerNode}. */
    static EmbeddedBroker start(Path directory, Map<String, String> overrides) {
        for (int attempt = 1; ; attempt++) {
            ClusterPlan plan = ClusterPlan.ofNodes(1);
            try {
                BrokerNode node = BrokerNode.start(plan, 1, directory.resolve("broker-" + attempt), overrides);
                return new EmbeddedBroker(node, plan.bootstrapServers());
            } catch (Exception e) { // whoever took a port between our look and our bind will not do so three times
                if (attempt == TRIES) {
                    throw new IllegalStateException("the embedded broker does not start: " + e, e);
                }
            }
        }
    }

    /** {@code 127.0.0.1:port}, what clients take as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the broker and waits for it. */
    @Override
    public void close() {
        node.close();
    }
}
