// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One KRaft node, broker and controller in one, that listens on loopback only and keeps its log in a folder of the
 * caller. Made to start fast and be thrown away: small internal topics, no rebalance delay. With three nodes every topic
 * of the brokers' own has three replicas. Start and close on one thread.
 */
public final class BrokerNode implements AutoCloseable {
    private static final String CONTROLLER = "CONTROLLER";
    private static final String PROTOCOLS = "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT";
    private static final int MOST_REPLICAS = 3;

    private final KafkaRaftServer server;

    private BrokerNode(KafkaRaftServer server) {
        this.server = server;
    }

    /**
     * Formats the folder, unless that was done before, and starts the node.
     *
     * @param plan the cluster
     * @param id which node of it
     * @param directory this node's folder
     * @param overrides settings of the broker, over those of this class
     * @throws Exception whatever keeps the server from starting
     */
    public static BrokerNode start(ClusterPlan plan, int id, Path directory, Map<String, String> overrides)
            throws Exception {
        Map<String, String> settings = settings(plan, plan.node(id), directory);
        settings.putAll(overrides);
        if (!Files.exists(directory.resolve("meta.properties"))) {
            format(plan, id, directory);
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        try {
            server.startup();
        } catch (Exception e) {
            server.shutdown();
            throw e;
        }
        return new BrokerNode(server);
    }

    /**
     * Settings that add a listener for clients that come through a proxy; brokers and other clients do not use it.
     *
     * @param name of the listener
     * @param port where it listens, on loopback
     * @param advertisedPort where its clients are told to connect, on loopback
     */
    public static Map<String, String> secondListener(
            ClusterPlan plan, int id, String name, int port, int advertisedPort) {
        ClusterPlan.Node node = plan.node(id);
        return Map.of(
                "listeners",
                listeners(node) + "," + name + "://" + ClusterPlan.LOOPBACK + ":" + port,
                "advertised.listeners",
                "PLAINTEXT://" + ClusterPlan.LOOPBACK + ":" + node.port() + "," + name + "://" + ClusterPlan.LOOPBACK
                        + ":" + advertisedPort,
                "inter.broker.listener.name",
                "PLAINTEXT",
                "listener.security.protocol.map",
                PROTOCOLS + "," + name + ":PLAINTEXT");
    }

    private static String listeners(ClusterPlan.Node node) {
        return "PLAINTEXT://" + ClusterPlan.LOOPBACK + ":" + node.port() + "," + CONTROLLER + "://"
                + ClusterPlan.LOOPBACK + ":" + node.controllerPort();
    }

    private static Map<String, String> settings(ClusterPlan plan, ClusterPlan.Node node, Path directory) {
        boolean alone = plan.nodes().size() == 1;
        String replicas = Integer.toString(Math.min(MOST_REPLICAS, plan.nodes().size()));
        String inSync = alone ? "1" : "2";
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(node.id()));
        settings.put("controller.quorum.voters", plan.voters());
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("listeners", listeners(node));
        settings.put("listener.security.protocol.map", PROTOCOLS);
        settings.put("log.dirs", directory.toString());
        settings.put("min.insync.replicas", inSync);
        settings.put("offsets.topic.replication.factor", replicas);
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", replicas);
        settings.put("transaction.state.log.min.isr", inSync);
        settings.put("transaction.state.log.num.partitions", replicas);
        settings.put("share.coordinator.state.topic.replication.factor", replicas);
        settings.put("share.coordinator.state.topic.min.isr", inSync);
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        settings.put("controlled.shutdown.enable", Boolean.toString(!alone)); // alone there is nobody to hand over to
        settings.put("log.cleaner.enable", "false"); // 128 MB of buffers for a log that lives for minutes
        return settings;
    }

    private static void format(ClusterPlan plan, int id, Path directory) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(id)
                .setClusterId(plan.clusterId())
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName(CONTROLLER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
    }

    /** Stops the node and waits for it. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
