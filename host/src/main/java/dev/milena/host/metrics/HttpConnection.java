// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client: it sends a request, waits, reads the answer, and goes. Each step has a deadline, and none holds a thread.
 * Thread of the loop only.
 */
final class HttpConnection {
    private static final int MOST_HEADER_BYTES = 8_192;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** What happens now. */
    private enum Step {
        REQUEST,
        ANSWERING,
        REPLY,
        LAST_WORDS
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Duration patience;
    private final ByteBuffer request = ByteBuffer.allocate(MOST_HEADER_BYTES);
    private Step step = Step.REQUEST;
    private long deadlineNanos;
    private @Nullable ByteBuffer reply;

    HttpConnection(SocketChannel channel, SelectionKey key, Duration patience) {
        this.channel = channel;
        this.key = key;
        this.patience = patience;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /** Whether its time is over. */
    boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos > 0;
    }

    /**
     * Takes what the client sent.
     *
     * @return the request once it is whole; null while it is not
     * @throws IOException when the client went
     * @throws BadRequestException when this becomes no request
     */
    @Nullable
    HttpRequest read() throws IOException, BadRequestException {
        if (step != Step.REQUEST) {
            skip();
            return null;
        }
        if (channel.read(request) < 0) {
            throw new IOException("the client went");
        }
        if (!HttpRequest.isWhole(request.array(), request.position())) {
            if (!request.hasRemaining()) {
                throw new BadRequestException(431, "the headers have more than " + MOST_HEADER_BYTES + " bytes\n");
            }
            return null;
        }
        HttpRequest parsed = HttpRequest.parse(request.array(), request.position());
        if (parsed == null) {
            throw new BadRequestException(400, "this is no request of HTTP/1.1\n");
        }
        step = Step.ANSWERING;
        key.interestOps(0);
        return parsed;
    }

    /** What still comes is read, since a close with unread bytes would take the answer with it. */
    private void skip() throws IOException {
        request.clear();
        if (channel.read(request) < 0) {
            throw new IOException("the client went");
        }
    }

    /** Begins to send an answer, which has the same time as the request had. */
    void reply(ByteBuffer bytes) throws IOException {
        if (step == Step.REQUEST || step == Step.ANSWERING) {
            step = Step.REPLY;
            reply = bytes;
            deadlineNanos = System.nanoTime() + patience.toNanos();
            write();
        }
    }

    /** Goes on sending. */
    void write() throws IOException {
        if (reply == null) {
            return;
        }
        channel.write(reply);
        if (reply.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return;
        }
        reply = null;
        step = Step.LAST_WORDS;
        deadlineNanos = System.nanoTime() + LAST_WORDS.toNanos();
        channel.shutdownOutput();
        key.interestOps(SelectionKey.OP_READ);
    }

    /** Whether the time went while the client was sending. */
    boolean owesARequest() {
        return step == Step.REQUEST;
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // it is what we want
        }
    }

    /** The client does not speak HTTP, or says too much. */
    static final class BadRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        BadRequestException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
