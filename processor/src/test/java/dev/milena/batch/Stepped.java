// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import dev.milena.api.BatchReport;
import dev.milena.api.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A batcher that is stepped on a clock of its own, with everything that happened to it written down. */
final class Stepped {

    /** What the model saw: a name and a length. */
    record Text(int id, int tokens) {}

    /** How an item ended. */
    record End(@Nullable String output, @Nullable Throwable failure) {}

    final DynamicBatcher<Text, String> batcher;
    final List<List<Text>> batches = new ArrayList<>();
    final List<BatchReport> reports = new ArrayList<>();
    final Map<Integer, List<End>> ends = new LinkedHashMap<>();
    final Set<Integer> poison = new HashSet<>();
    long now = 1_000_000_000L;
    long nanosPerPaddedToken;
    private int next;

    Stepped(int maxTexts, int maxTokens, Duration linger) {
        this.batcher = DynamicBatcher.<Text, String>builder()
                .name("stepped")
                .maxTexts(maxTexts)
                .maxTokens(maxTokens)
                .linger(linger)
                .clock(() -> now)
                .workers(0)
                .function(this::answer)
                .sizeOf(String::length)
                .listener(reports::add)
                .build();
    }

    private List<String> answer(List<Text> batch) {
        batches.add(List.copyOf(batch));
        now += nanosPerPaddedToken
                * batch.size()
                * batch.stream().mapToInt(Text::tokens).max().orElseThrow();
        batch.stream().filter(text -> poison.contains(text.id())).findFirst().ifPresent(text -> {
            throw new IllegalArgumentException("poison " + text.id());
        });
        return batch.stream().map(text -> "out" + text.id()).toList();
    }

    /** How often and how an item ended. */
    List<End> ends(int id) {
        return Objects.requireNonNull(ends.get(id));
    }

    int offer(int tokens) {
        return offer("owner", tokens, false);
    }

    int offer(Object owner, int tokens, boolean ahead) {
        return offer(owner, tokens, ahead, false);
    }

    int offerFirst(Object owner, int tokens, int rank) {
        int id = next++;
        ends.put(id, new ArrayList<>());
        batcher.offerFirst(
                new BatchItem<>(owner, new Text(id, tokens), tokens, (output, failure) -> ends(id).add(
                                new End(output, failure))),
                rank);
        return id;
    }

    /** An item of a flow. */
    int offer(String flow, int tokens) {
        return offer(flow, tokens, Priority.NORMAL);
    }

    /** An item of a flow, whose line is the flow's name. */
    int offer(String flow, int tokens, Priority priority) {
        return offer("owner", tokens, new Claim(flow, flow, priority), false, false);
    }

    /** An item that shares its batch with no other. */
    int offerAlone(int tokens) {
        return offer("owner", tokens, false, true);
    }

    private int offer(Object owner, int tokens, boolean ahead, boolean alone) {
        return offer(owner, tokens, Claim.ofItsOwn(), ahead, alone);
    }

    private int offer(Object owner, int tokens, Claim claim, boolean ahead, boolean alone) {
        int id = next++;
        ends.put(id, new ArrayList<>());
        BatchItem<Text, String> item =
                new BatchItem<>(owner, new Text(id, tokens), tokens, claim, alone, (output, failure) -> ends(id).add(
                                new End(output, failure)));
        if (ahead) {
            batcher.offerFirst(item, 0);
        } else {
            batcher.offer(item);
        }
        return id;
    }

    void advance(Duration time) {
        now += time.toNanos();
    }

    void runAllDue() {
        while (batcher.runDue()) {
            // until nothing is due
        }
    }

    /** Lets every item become due and runs it. */
    void drain() {
        while (batcher.queued() > 0) {
            advance(Duration.ofMinutes(1));
            runAllDue();
        }
    }

    List<Integer> ids(int batch) {
        return batches.get(batch).stream().map(Text::id).toList();
    }
}
