// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a call of a model that does not come back. Such a call cannot be ended from inside the process
 * ({@code docs/adr/0005-when-the-engine-fails.md}), so the owner is told, once, and has to end the process; the events are in the pending store.
 * Any thread.
 */
final class CallWatch implements AutoCloseable {
    private final long limitNanos;
    private final Consumer<EngineHungException> onHung;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hung;

    private CallWatch(Duration limit, Consumer<EngineHungException> onHung) {
        this.limitNanos = limit.toNanos();
        this.onHung = onHung;
    }

    /** Watches nothing. */
    static CallWatch none() {
        return new CallWatch(Duration.ofNanos(Long.MAX_VALUE), hung -> {});
    }

    /**
     * Starts to watch.
     *
     * @param limit how long a call may take
     * @param onHung told of the first call that takes longer, on the watch's own thread
     */
    static CallWatch start(Duration limit, Consumer<EngineHungException> onHung) {
        CallWatch watch = new CallWatch(limit, onHung);
        Thread thread = new Thread(watch::look, "milena-call-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /** One call of a model. */
    static final class Call {
        private final CallWatch watch;
        private final String model;
        private final int texts;
        private final Thread thread = Thread.currentThread();
        private final long sinceNanos = System.nanoTime();

        private Call(CallWatch watch, String model, int texts) {
            this.watch = watch;
            this.model = model;
            this.texts = texts;
        }

        /** It came back. */
        void end() {
            watch.calls.remove(this);
        }
    }

    /** A call of a model starts on this thread. */
    Call begin(String model, int texts) {
        Call call = new Call(this, model, texts);
        calls.add(call);
        return call;
    }

    /** Whether a call did not come back in time. */
    boolean hung() {
        return hung;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void look() {
        long pauseMillis = Math.max(1, Math.min(1_000, limitNanos / 10_000_000));
        try {
            while (!closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                Call late = lateCall();
                if (late != null) {
                    hung = true;
                    onHung.accept(new EngineHungException(
                            late.model, late.texts, Duration.ofNanos(limitNanos), late.thread.getStackTrace()));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Call lateCall() {
        long now = System.nanoTime();
        for (Call call : calls) {
            if (now - call.sinceNanos > limitNanos) {
                return call;
            }
        }
        return null;
    }
}
