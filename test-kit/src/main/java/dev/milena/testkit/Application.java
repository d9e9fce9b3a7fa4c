// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.EnrichmentObserver;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.streams.Models;
import dev.milena.streams.stepping.Stepping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** An application across its lives, step by step, with what a broker would keep of it. One thread. */
final class Application implements AutoCloseable {
    private final Function<Models, Topology> topology;
    private final Settings settings;
    private final List<TextModel> models;
    private final Ledger ledger = new Ledger();
    private final Set<String> stores = new TreeSet<>();
    private final Set<String> windowStores = new TreeSet<>();
    private final Set<String> due = new TreeSet<>();
    private final Deque<Piped> unread = new ArrayDeque<>();
    private Instant now;
    private @Nullable Piped last;
    private @Nullable Life life;
    private @Nullable OtherStores others;
    private Set<String> lost = Set.of();

    /** A record of a topic that is read from outside. */
    private record Piped(String topic, TestRecord<byte[], byte[]> input) {}

    Application(Function<Models, Topology> topology, Settings settings, List<TextModel> models, Instant now) {
        this.topology = topology;
        this.settings = settings;
        this.models = models;
        this.now = now;
    }

    Ledger ledger() {
        return ledger;
    }

    Instant now() {
        return now;
    }

    /** Names of the pending stores of all enrichments. */
    Set<String> stores() {
        return stores;
    }

    /** Names of all stores that come back from changelogs. */
    private Set<String> changelogged() {
        Set<String> all = new TreeSet<>(stores);
        all.addAll(windowStores);
        return all;
    }

    /**
     * The life that runs.
     *
     * @throws IllegalStateException when it is down
     */
    Life running() {
        if (life == null) {
            throw new IllegalStateException("The application is down; call restart() first");
        }
        return life;
    }

    /** Starts a life, and reads what came before it. */
    void start() {
        if (life != null) {
            throw new IllegalStateException("The application runs; call crash() before restart()");
        }
        if (!lost.isEmpty()) {
            throw new IllegalStateException("The last step failed, and the topology has stores of its own, " + lost
                    + ", which cannot be taken back to before it; test the failure with a topology without them");
        }
        Life started = new Life(topology, settings.all(), models, observer(), stepping(ledger.recordCounts()), now);
        life = started;
        if (others != null) {
            others.into(started.driver());
            others = null;
        }
        while (!unread.isEmpty()) {
            read(unread.removeFirst());
        }
    }

    private Stepping stepping(Map<String, Long> before) {
        return new Stepping() {
            @Override
            public List<KeyValue<Bytes, byte[]>> changelog(String store) {
                stores.add(store);
                return ledger.changelog(settings.changelog(store));
            }

            @Override
            public List<KeyValue<Bytes, byte[]>> windows(String store) {
                windowStores.add(store);
                return ledger.changelog(settings.changelog(store));
            }

            @Override
            public void due(String store, boolean isLeft) {
                if (isLeft) {
                    due.add(store);
                } else {
                    due.remove(store);
                }
            }

            @Override
            public long recordsBefore(String topic) {
                return before.getOrDefault(topic, 0L);
            }

            @Override
            public Duration latency(String model, List<PreparedText> batch) {
                return models.stream()
                        .filter(scripted -> scripted.info().name().equals(model))
                        .map(scripted ->
                                scripted instanceof ScriptedModel script ? script.latency(batch) : Duration.ZERO)
                        .findFirst()
                        .orElse(Duration.ZERO);
            }
        };
    }

    private EnrichmentObserver observer() {
        return new EnrichmentObserver() {
            @Override
            public void refused(String stage, RefusalCode code) {
                ledger.refused(new RefusedRecord(stage, code));
            }
        };
    }

    void pipe(String topic, TestRecord<byte[], byte[]> input) {
        Piped piped = new Piped(topic, input);
        if (life == null) {
            unread.addLast(piped);
        } else {
            read(piped);
        }
    }

    private void read(Piped piped) {
        step(piped, running -> {
            ledger.read(piped.topic());
            running.pipe(piped.topic(), piped.input());
        });
    }

    void advance(Duration time) {
        now = now.plus(time);
        if (life != null) {
            step(null, running -> running.advance(time));
        }
    }

    private void step(@Nullable Piped piped, Consumer<Life> action) {
        Life running = running();
        commit();
        last = piped;
        try {
            action.accept(running);
        } catch (RuntimeException | Error e) {
            abort(running, e);
            throw e;
        }
        Set<String> changelogs = new HashSet<>();
        changelogged().forEach(store -> changelogs.add(settings.changelog(store)));
        running.drainInto(ledger, changelogs);
    }

    /** Nothing of the last step can be taken back any more. */
    private void commit() {
        ledger.begin();
        last = null;
    }

    private void abort(Life running, Throwable cause) {
        ledger.rollBack();
        readLastAgain();
        lost = OtherStores.names(running.driver(), changelogged());
        try {
            end(running);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    void crash() {
        Life running = running();
        others = OtherStores.of(running.driver(), changelogged());
        commit();
        end(running);
    }

    void crashBeforeCommit() {
        Life running = running();
        Set<String> own = OtherStores.names(running.driver(), changelogged());
        if (!own.isEmpty()) {
            throw new IllegalStateException("The topology has stores of its own, " + own
                    + ", which cannot be taken back to before the last step; use crash()");
        }
        if (settings.exactlyOnce()) {
            ledger.rollBack();
        } else if (last != null) {
            ledger.unread(last.topic());
        }
        readLastAgain();
        end(running);
    }

    private void readLastAgain() {
        if (last != null) {
            unread.addFirst(last);
            last = null;
        }
    }

    private void end(Life running) {
        life = null;
        due.clear();
        running.close();
    }

    /** Records in a pending store, or in its changelog while the application is down. */
    int pending(String store) {
        return life == null ? ledger.changelog(settings.changelog(store)).size() : life.pending(store);
    }

    int pending() {
        return stores.stream().mapToInt(this::pending).sum();
    }

    /** Texts that wait for a batch. */
    int queued() {
        return life == null ? 0 : life.queued();
    }

    /** What waits for a batch or a tick: records, texts, stages with windows that are due. */
    int waiting() {
        return pending() + queued() + due.size();
    }

    @Override
    public void close() {
        if (life != null) {
            end(life);
        }
    }
}
