// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.kafka.EventSender;
import dev.milena.schemas.TextEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends texts at a steady rate from a thread of its own, and says of each that it is sent. Closing it stops it.
 */
final class SampleFeed implements AutoCloseable {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopped;

    private SampleFeed(EventSender sender, List<Sample> texts, double rate, Consumer<Sample> sent) {
        this.thread = new Thread(() -> run(sender, texts, rate, sent), "milena-demo-samples");
        this.thread.setDaemon(true);
    }

    static SampleFeed start(EventSender sender, List<Sample> texts, double rate, Consumer<Sample> sent) {
        SampleFeed feed = new SampleFeed(sender, texts, rate, sent);
        feed.thread.start();
        return feed;
    }

    private void run(EventSender sender, List<Sample> texts, double rate, Consumer<Sample> sent) {
        try {
            long started = System.nanoTime();
            for (int i = 0; i < texts.size() && !stopped; i++) {
                long due = rate > 0 ? started + (long) (i / rate * 1e9) : started;
                for (long wait = due - System.nanoTime(); wait > 0 && !stopped; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                Sample sample = texts.get(i);
                sender.send(
                        "sample " + (i + 1),
                        sample.key(),
                        TextEvent.newBuilder()
                                .setText(sample.text())
                                .setTask(sample.task())
                                .build());
                sent.accept(sample);
            }
            sender.flush();
            done.complete(null);
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    /** Throws what stopped the feed, if anything did. */
    void check() {
        if (done.isCompletedExceptionally()) {
            try {
                done.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
