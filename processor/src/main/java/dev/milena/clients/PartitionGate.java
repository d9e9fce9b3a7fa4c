// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a stream thread from reading partitions whose task is full. A paused partition is not polled, while the thread goes
 * on to poll, to commit and to answer its group.
 *
 * <p>Kafka Streams pauses and resumes partitions too, and resumes one after each of its records. So its consumer is
 * wrapped: a partition is polled when neither of the two has stopped it. Stream thread.
 */
public final class PartitionGate {
    /** How a stream thread commits where records and offsets are not one transaction. */
    private static final String COMMIT = "commitSync";

    private static final String PAUSE = "pause";
    private static final String RESUME = "resume";

    private final Consumer<byte[], byte[]> consumer;
    private final Consumer<byte[], byte[]> wrapped;
    private final Set<TopicPartition> stopped = new HashSet<>();
    private final Set<TopicPartition> pausedByStreams = new HashSet<>();

    PartitionGate(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.wrapped = wrap();
    }

    /** The consumer that Kafka Streams gets. */
    Consumer<byte[], byte[]> consumer() {
        return wrapped;
    }

    /**
     * Stops some partitions. May be called again.
     *
     * @return whether any of them belongs to this thread
     */
    public boolean stop(Collection<TopicPartition> partitions) {
        Set<TopicPartition> own = assigned(partitions);
        stopped.addAll(own);
        if (!consumer.paused().containsAll(own)) { // a rebalance may have given one back, which begins unpaused
            consumer.pause(own);
        }
        return !own.isEmpty();
    }

    /** Lets some partitions be read again, unless Kafka Streams has paused them. */
    public void start(Collection<TopicPartition> partitions) {
        stopped.removeAll(partitions);
        Set<TopicPartition> own = assigned(partitions);
        own.removeAll(pausedByStreams);
        if (!own.isEmpty()) {
            consumer.resume(own);
        }
    }

    /**
     * Whether this thread has read everything of all its partitions that it polls. Asks no broker; not so before the first fetch.
     * One partition alone tells nothing: while the records of another are handed out, what was fetched of it counts nowhere.
     */
    public boolean isCaughtUp() {
        Set<TopicPartition> polled = new HashSet<>(consumer.assignment());
        polled.removeAll(consumer.paused());
        return polled.stream().allMatch(each -> consumer.currentLag(each).orElse(1) == 0);
    }

    /** Whether a partition of that number is not polled now, so that nobody knows how much of it is left to read. */
    public boolean isWaiting(int partition) {
        return consumer.paused().stream().anyMatch(each -> each.partition() == partition);
    }

    private void pause(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        pausedByStreams.addAll(partitions);
    }

    private void resume(Collection<TopicPartition> partitions) {
        pausedByStreams.removeAll(partitions);
        Set<TopicPartition> free = new HashSet<>(partitions);
        free.removeAll(stopped);
        consumer.resume(free);
    }

    /** A rebalance may have taken partitions before the task that they fed is closed. */
    private Set<TopicPartition> assigned(Collection<TopicPartition> partitions) {
        Set<TopicPartition> own = new HashSet<>(partitions);
        own.retainAll(consumer.assignment());
        return own;
    }

    /** A proxy, since the interface has some seventy methods and gets more with each release. */
    @SuppressWarnings("unchecked")
    private Consumer<byte[], byte[]> wrap() {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                PartitionGate.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        if (PAUSE.equals(method.getName())) {
            pause((Collection<TopicPartition>) Objects.requireNonNull(arguments)[0]);
            return null;
        }
        if (RESUME.equals(method.getName())) {
            resume((Collection<TopicPartition>) Objects.requireNonNull(arguments)[0]);
            return null;
        }
        try {
            Object result = method.invoke(consumer, arguments);
            if (COMMIT.equals(method.getName())) {
                Commits.ofThisThread().committed();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNullElse(e.getCause(), e);
        }
    }
}
