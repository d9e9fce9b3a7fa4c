// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * Who is who in a cluster on loopback, fixed before its first node starts: each node has to know all controllers.
 * Immutable, any thread.
 *
 * @param clusterId the cluster's id
 * @param nodes the nodes, each broker and controller in one
 */
public record ClusterPlan(String clusterId, List<Node> nodes) {
    static final String LOOPBACK = "127.0.0.1";

    /**
     * One node.
     *
     * @param id number in the cluster, from 1
     * @param port where clients connect
     * @param controllerPort where the other nodes' controllers connect
     */
    public record Node(int id, int port, int controllerPort) {}

    public ClusterPlan {
        nodes = List.copyOf(nodes);
    }

    /** A new cluster on ports that were free a moment ago. */
    public static ClusterPlan ofNodes(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Node> nodes = new ArrayList<>();
            for (int id = 1; id <= count; id++) {
                nodes.add(new Node(id, freePort(sockets), freePort(sockets)));
            }
            return new ClusterPlan(Uuid.randomUuid().toString(), nodes);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + LOOPBACK, e);
        } finally {
            sockets.forEach(ClusterPlan::release);
        }
    }

    private static int freePort(List<ServerSocket> held) throws IOException {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        return socket.getLocalPort();
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What clients take as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return nodes.stream().map(node -> LOOPBACK + ":" + node.port()).collect(Collectors.joining(","));
    }

    Node node(int id) {
        return nodes.stream()
                .filter(node -> node.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("node " + id + " is not in " + this));
    }

    String voters() {
        return nodes.stream()
                .map(node -> node.id() + "@" + LOOPBACK + ":" + node.controllerPort())
                .collect(Collectors.joining(","));
    }

    /** The plan as one word, for the command line of a node's process. */
    public String encode() {
        return nodes.stream()
                .map(node -> node.id() + ":" + node.port() + ":" + node.controllerPort())
                .collect(Collectors.joining(",", clusterId + ",", ""));
    }

    /** Reads what {@link #encode} wrote. */
    public static ClusterPlan decode(String word) {
        String[] parts = word.split(",", -1);
        List<Node> nodes = Stream.of(parts)
                .skip(1)
                .map(part -> part.split(":", -1))
                .map(numbers -> new Node(
                        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2])))
                .toList();
        return new ClusterPlan(parts[0], nodes);
    }
}
