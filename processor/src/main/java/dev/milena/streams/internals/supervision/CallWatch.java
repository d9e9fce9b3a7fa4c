// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import dev.milena.api.ModelHungException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a call of a model that does not come back. Such a call cannot be ended from inside the process
 * ({@code docs/adr/0005-when-the-engine-fails.md}), so the owner is told, once, and has to end the process; the events are
 * in the pending store. Time in which the whole process slept does not count: its calls could not come back then, and the
 * texts of a process that ends are suspects when it starts again. Nor does time in which the model is rebuilt, for which
 * its calls wait. Any thread.
 */
public final class CallWatch implements AutoCloseable {
    private final long limitNanos;
    private final long pauseNanos;
    private final AwakeTime time;
    private final Consumer<ModelHungException> onHung;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final Set<String> rebuilding = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hung;

    private CallWatch(Duration limit, Consumer<ModelHungException> onHung) {
        this.limitNanos = limit.toNanos();
        this.pauseNanos = Math.max(1_000_000, Math.min(1_000_000_000, limitNanos / 10));
        this.time = new AwakeTime(System.nanoTime(), pauseNanos);
        this.onHung = onHung;
    }

    /** Watches nothing. */
    public static CallWatch none() {
        return new CallWatch(Duration.ofNanos(Long.MAX_VALUE), hung -> {});
    }

    /**
     * Starts to watch.
     *
     * @param limit how long a call may take
     * @param onHung told of the first call that takes longer, on the watch's own thread
     */
    public static CallWatch start(Duration limit, Consumer<ModelHungException> onHung) {
        CallWatch watch = new CallWatch(limit, onHung);
        Thread thread = new Thread(watch::look, "milena-call-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /** One call of a model. */
    public static final class Call {
        private final CallWatch watch;
        private final String model;
        private final int texts;
        private final Thread thread = Thread.currentThread();
        private volatile long sinceNanos;

        private Call(CallWatch watch, String model, int texts) {
            this.watch = watch;
            this.sinceNanos = watch.time.nanos();
            this.model = model;
            this.texts = texts;
        }

        /** It came back. */
        void end() {
            watch.calls.remove(this);
        }
    }

    /** A call of a model starts on this thread. */
    public Call begin(String model, int texts) {
        Call call = new Call(this, model, texts);
        calls.add(call);
        return call;
    }

    /** Rebuilds a model on this thread: however long that takes, the calls that wait for it do not hang. */
    public void rebuilding(String model, Runnable rebuild) {
        rebuilding.add(model);
        try {
            rebuild.run();
        } finally {
            long now = time.nanos();
            calls.stream().filter(call -> call.model.equals(model)).forEach(call -> call.sinceNanos = now);
            rebuilding.remove(model);
        }
    }

    /** Whether a call did not come back in time. */
    public boolean hung() {
        return hung;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void look() {
        try {
            while (!closed.await(pauseNanos, TimeUnit.NANOSECONDS)) {
                time.look(System.nanoTime());
                Call late = lateCall();
                if (late != null) {
                    hung = true;
                    onHung.accept(new ModelHungException(
                            late.model, late.texts, Duration.ofNanos(limitNanos), late.thread.getStackTrace()));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Call lateCall() {
        long now = time.nanos();
        for (Call call : calls) {
            // it may have begun up to a pause after the look from which it counts
            if (now - call.sinceNanos > limitNanos + pauseNanos && !rebuilding.contains(call.model)) {
                return call;
            }
        }
        return null;
    }
}
