// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics}, {@code /health/live} and {@code /health/ready} from the JDK's own HTTP server. One daemon
 * thread: an operator's tools ask rarely, and a slow one must not take threads from the application.
 */
public final class MetricsServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** What is sent back. */
    private record Reply(int status, String type, String body) {}

    private final HttpServer server;
    private final ExecutorService thread;

    private MetricsServer(HttpServer server, ExecutorService thread) {
        this.server = server;
        this.thread = thread;
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
        HttpServer server = bind(host, port);
        serve(server, "/metrics", () -> new Reply(200, PROMETHEUS, metrics.get()));
        serve(server, "/health/live", () -> reply(health.live()));
        serve(server, "/health/ready", () -> reply(health.ready()));
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "milena-metrics");
            worker.setDaemon(true);
            return worker;
        });
        server.setExecutor(thread);
        server.start();
        return new MetricsServer(server, thread);
    }

    private static HttpServer bind(String host, int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getAllByName(host)[0], port), 0);
        } catch (UnknownHostException e) {
            throw new IOException("milena.metrics.host=" + host + " is not an address of this machine", e);
        } catch (IOException e) {
            throw new IOException(
                    "the metrics server cannot listen on " + host + ":" + port + " (" + e.getMessage()
                            + "); set milena.metrics.port to a free port, or to -1 to do without",
                    e);
        }
    }

    private static Reply reply(Health.Verdict verdict) {
        return new Reply(
                verdict.good() ? 200 : 503, TEXT, (verdict.good() ? "yes" : "no") + " · " + verdict.reason() + "\n");
    }

    private static void serve(HttpServer server, String path, Supplier<Reply> answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, path, answer);
            }
        });
    }

    private static void send(HttpExchange exchange, String path, Supplier<Reply> answer) throws IOException {
        Reply reply;
        if (!exchange.getRequestURI().getPath().equals(path)) {
            reply = new Reply(404, TEXT, "not found; there are /metrics, /health/live and /health/ready\n");
        } else if (!exchange.getRequestMethod().equals("GET")
                && !exchange.getRequestMethod().equals("HEAD")) {
            reply = new Reply(405, TEXT, "only GET and HEAD\n");
        } else {
            reply = answer.get();
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops at once. Does nothing the second time. */
    @Override
    public void close() {
        server.stop(0);
        thread.shutdown();
    }
}
