// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics}, {@code /health/live} and {@code /health/ready} over HTTP/1.1, one request a connection. Two
 * daemon threads and 64 connections at most: one thread speaks with all clients and waits for
 * none, so that health is answered while others stall; the other collects metrics, which may take a while. A client has ten
 * seconds for its request, and ten to read the answer.
 *
 * <p>Not the JDK's server: there a client that sends half a request keeps a thread, and its time limits are settings of the
 * whole JVM.
 */
public final class MetricsServer implements AutoCloseable {
    static final int MOST_CONNECTIONS = 64;

    private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BACKLOG = 128;
    private static final long LONGEST_CLOSE_MILLIS = 1_000;
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PATHS = "not found; there are /metrics, /health/live and /health/ready\n";

    private final HttpLoop loop;
    private final int port;
    private final Supplier<String> metrics;
    private final Health health;
    private final ThreadPoolExecutor collector;
    private final Thread thread;

    private MetricsServer(ServerSocketChannel socket, Supplier<String> metrics, Health health, Duration patience)
            throws IOException {
        this.port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
        this.metrics = metrics;
        this.health = health;
        this.loop = new HttpLoop(socket, MOST_CONNECTIONS, patience);
        this.collector = new ThreadPoolExecutor(
                0,
                1,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MOST_CONNECTIONS),
                task -> daemon(task, "milena-metrics-collector"));
        this.thread = daemon(loop, "milena-metrics");
    }

    /**
     * Binds and starts.
     *
     * @param host address to bind, loopback unless somebody decided otherwise
     * @param port 0 for any free port
     * @throws IOException when the address cannot be bound; the message names it and the two settings
     */
    public static MetricsServer start(String host, int port, Supplier<String> metrics, Health health)
            throws IOException {
        return start(host, port, metrics, health, PATIENCE);
    }

    static MetricsServer start(String host, int port, Supplier<String> metrics, Health health, Duration patience)
            throws IOException {
        MetricsServer server = new MetricsServer(bind(host, port), metrics, health, patience);
        server.loop.handler(server::answer);
        server.thread.start();
        return server;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static ServerSocketChannel bind(String host, int port) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            return socket.bind(new InetSocketAddress(InetAddress.getAllByName(host)[0], port), BACKLOG);
        } catch (UnknownHostException e) {
            socket.close();
            throw new IOException("milena.metrics.host=" + host + " is not an address of this machine", e);
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "the metrics server cannot listen on " + host + ":" + port + " (" + e.getMessage()
                            + "); set milena.metrics.port to a free port, or to -1 to do without",
                    e);
        }
    }

    private void answer(HttpRequest request, HttpConnection connection) throws IOException {
        boolean known = request.method().equals("GET") || request.method().equals("HEAD");
        if (known && request.path().equals("/metrics")) {
            collect(request, connection);
            return;
        }
        HttpReply reply =
                switch (request.path()) {
                    case "/metrics", "/health/live", "/health/ready" ->
                        known
                                ? reply(request.path().endsWith("live") ? health.live() : health.ready())
                                : HttpReply.text(405, "only GET and HEAD\n");
                    default -> HttpReply.text(404, PATHS);
                };
        connection.reply(reply.encoded(request.wantsBody()));
    }

    private void collect(HttpRequest request, HttpConnection connection) throws IOException {
        try {
            collector.execute(() -> {
                ByteBuffer bytes = collected().encoded(request.wantsBody());
                loop.post(() -> send(connection, bytes));
            });
        } catch (RejectedExecutionException tooMany) {
            connection.reply(
                    HttpReply.text(503, "too many ask for metrics at once\n").encoded(true));
        }
    }

    private HttpReply collected() {
        try {
            return new HttpReply(200, PROMETHEUS, metrics.get());
        } catch (RuntimeException e) {
            log.warn("Metrics cannot be collected: {}", e.toString());
            return HttpReply.text(500, "the metrics cannot be collected; the log says why\n");
        }
    }

    private void send(HttpConnection connection, ByteBuffer bytes) {
        try {
            connection.reply(bytes);
        } catch (IOException | RuntimeException gone) {
            loop.drop(connection);
        }
    }

    private static HttpReply reply(Health.Verdict verdict) {
        return HttpReply.text(
                verdict.good() ? 200 : 503, (verdict.good() ? "yes" : "no") + " · " + verdict.reason() + "\n");
    }

    /** The port that is listened on. */
    public int port() {
        return port;
    }

    /** Connections that are open. */
    int connections() {
        return loop.open();
    }

    /** Stops at once. Does nothing the second time. */
    @Override
    public void close() {
        collector.shutdownNow();
        loop.close();
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
