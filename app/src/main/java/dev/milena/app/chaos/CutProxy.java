// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between the jobs and one broker on loopback and passes bytes on, until it is told to cut: then every connection
 * is dropped, and new ones for a while, although both sides are well. Two threads a connection, for a few dozen of them.
 * Any thread.
 */
final class CutProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final ServerSocket clients;
    private final int targetPort;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile long refusesUntilNanos = System.nanoTime();

    private CutProxy(ServerSocket clients, int targetPort) {
        this.clients = clients;
        this.targetPort = targetPort;
    }

    private record Connection(Socket client, Socket broker) {
        void drop() {
            closeQuietly(client);
            closeQuietly(broker);
        }
    }

    /** Listens on a port of its own, for a broker that will listen on a port that was free a moment ago. */
    static CutProxy start() {
        try {
            CutProxy proxy = new CutProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), freePort());
            JobProcesses.daemon(proxy::accept, "chaos-proxy").start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Where clients connect. */
    int port() {
        return clients.getLocalPort();
    }

    /** Where the broker has to listen. */
    int targetPort() {
        return targetPort;
    }

    /**
     * Drops every connection, and new ones for a while.
     *
     * @return how many were dropped at once
     */
    int cut(Duration refuse) {
        refusesUntilNanos = System.nanoTime() + refuse.toNanos();
        Set<Connection> dropped = Set.copyOf(connections);
        dropped.forEach(Connection::drop);
        return dropped.size();
    }

    private void accept() {
        while (!clients.isClosed()) {
            try {
                connect(clients.accept());
            } catch (IOException e) {
                // closed, or one client that went away
            }
        }
    }

    private void connect(Socket client) {
        if (System.nanoTime() - refusesUntilNanos < 0) {
            closeQuietly(client);
            return;
        }
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), targetPort);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            Connection connection = new Connection(client, broker);
            connections.add(connection);
            if (System.nanoTime() - refusesUntilNanos < 0) {
                end(connection); // cut while it connected
                return;
            }
            pump(connection, client, broker);
            pump(connection, broker, client);
        } catch (IOException e) {
            closeQuietly(client); // the broker is away
        }
    }

    private void pump(Connection connection, Socket from, Socket to) {
        JobProcesses.daemon(
                        () -> {
                            try {
                                copy(from.getInputStream(), to.getOutputStream());
                            } catch (IOException e) {
                                // one side is gone, and so will be the other
                            } finally {
                                end(connection);
                            }
                        },
                        "chaos-proxy-connection")
                .start();
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
        }
    }

    private void end(Connection connection) {
        connections.remove(connection);
        connection.drop();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone is gone
        }
    }

    @Override
    public void close() {
        try {
            clients.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Closing a proxy failed", e);
        } finally {
            connections.forEach(Connection::drop);
        }
    }
}
