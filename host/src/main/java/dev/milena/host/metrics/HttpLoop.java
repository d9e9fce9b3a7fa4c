// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import dev.milena.host.metrics.HttpConnection.BadRequestException;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients on one thread that waits for none of them: one that sends half a request or reads nothing costs a buffer
 * until its deadline. Where there are too many, the oldest goes, so that a new one is always heard.
 */
final class HttpLoop implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(HttpLoop.class);
    private static final long LOOK_MILLIS = 100;
    private static final long AFTER_FAILURE_MILLIS = 500;

    /** Answers requests, at once or later through {@link #post}. */
    interface Handler {
        void answer(HttpRequest request, HttpConnection connection) throws IOException;
    }

    private final Selector selector;
    private final ServerSocketChannel server;
    private final int mostConnections;
    private final Duration patience;
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<HttpConnection> connections = new ArrayDeque<>(); // the oldest first; loop only
    private volatile @Nullable Handler handler;
    private volatile int open;
    private volatile boolean closed;

    /**
     * A loop over a bound socket; it owns it from here on.
     *
     * @param patience how long a client may take to send its request, and again to read the answer
     */
    HttpLoop(ServerSocketChannel server, int mostConnections, Duration patience) throws IOException {
        this.server = server;
        this.mostConnections = mostConnections;
        this.patience = patience;
        this.selector = Selector.open();
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Who answers; set before the loop runs. */
    void handler(Handler answers) {
        handler = answers;
    }

    /** Connections that are open. Any thread. */
    int open() {
        return open;
    }

    /** Lets the loop do something. Any thread. */
    void post(Runnable task) {
        posted.add(task);
        selector.wakeup();
    }

    /** Ends the loop and every connection. Any thread. */
    void close() {
        closed = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void turn() throws InterruptedException {
        try {
            selector.select(connections.isEmpty() ? 0 : LOOK_MILLIS);
            for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
                task.run();
            }
            for (SelectionKey key : selector.selectedKeys()) {
                serve(key);
            }
            selector.selectedKeys().clear();
            sweep(System.nanoTime());
        } catch (IOException | RuntimeException e) { // such as too many open files
            log.warn("Health and metrics cannot be served for a moment: {}", e.toString());
            Thread.sleep(AFTER_FAILURE_MILLIS);
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.attachment() instanceof HttpConnection connection) {
            try {
                serve(key, connection);
            } catch (IOException | CancelledKeyException gone) {
                drop(connection);
            }
        } else if (key.isValid() && key.isAcceptable()) {
            accept();
        }
    }

    private void serve(SelectionKey key, HttpConnection connection) throws IOException {
        if (key.isWritable()) {
            connection.write();
        }
        if (key.isValid() && key.isReadable()) {
            try {
                HttpRequest request = connection.read();
                Handler answers = handler;
                if (request != null && answers != null) {
                    answers.answer(request, connection);
                }
            } catch (BadRequestException e) {
                connection.reply(HttpReply.text(e.status(), String.valueOf(e.getMessage()))
                        .encoded(true));
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        if (connections.size() >= mostConnections) {
            drop(connections.getFirst());
        }
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        HttpConnection connection = new HttpConnection(channel, key, patience);
        key.attach(connection);
        connections.add(connection);
        open = connections.size();
    }

    private void sweep(long now) {
        for (Iterator<HttpConnection> all = connections.iterator(); all.hasNext(); ) {
            HttpConnection connection = all.next();
            if (!connection.isOverdue(now)) {
                continue;
            }
            try {
                if (connection.owesARequest()) {
                    connection.reply(HttpReply.text(408, "the request did not come in time\n")
                            .encoded(true));
                    continue;
                }
            } catch (IOException | CancelledKeyException gone) {
                // is closed as the others
            }
            all.remove();
            connection.close();
        }
        open = connections.size();
    }

    /** Ends a connection whose client went, or is to go. */
    void drop(HttpConnection connection) {
        connections.remove(connection);
        connection.close();
        open = connections.size();
    }

    private void end() {
        connections.forEach(HttpConnection::close);
        try {
            server.close();
            selector.close();
        } catch (IOException e) {
            log.debug("the socket of health and metrics did not close", e);
        }
    }
}
