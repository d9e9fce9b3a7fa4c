// SPDX-License-Identifier: Apache-2.0
package dev.milena.testing;

import dev.milena.api.Answer;
import dev.milena.api.Priority;
import dev.milena.api.TextModel;
import dev.milena.batch.BatchItem;
import dev.milena.batch.Batcher;
import dev.milena.batch.Claim;
import dev.milena.streams.internals.supervision.AskedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A batcher in which the test decides what is finished when. One thread. */
public final class ScriptedBatcher implements Batcher<AskedText, Answer> {
    private final TextModel model;
    private final List<BatchItem<AskedText, Answer>> first = new ArrayList<>();
    private final List<Integer> ranks = new ArrayList<>();
    private final List<BatchItem<AskedText, Answer>> items = new ArrayList<>();

    public ScriptedBatcher(TextModel model) {
        this.model = model;
    }

    /** Texts that were offered and neither finished nor withdrawn, in the order in which they would run. */
    public List<String> waiting() {
        List<String> texts = new ArrayList<>();
        first.forEach(item -> texts.add(item.input().text().request().text()));
        items.forEach(item -> texts.add(item.input().text().request().text()));
        return texts;
    }

    /** Takes an item out without finishing it, as a batch does that starts. */
    public BatchItem<AskedText, Answer> start(String text) {
        for (List<BatchItem<AskedText, Answer>> queue : List.of(first, items)) {
            for (BatchItem<AskedText, Answer> item : queue) {
                if (item.input().text().request().text().equals(text)) {
                    remove(item);
                    return item;
                }
            }
        }
        throw new AssertionError("nobody offered " + text + ", waiting are " + waiting());
    }

    private void remove(BatchItem<AskedText, Answer> item) {
        int place = first.indexOf(item);
        if (place >= 0) {
            first.remove(place);
            ranks.remove(place);
        } else {
            items.remove(item);
        }
    }

    public void finish(BatchItem<AskedText, Answer> item) {
        item.onDone().accept(model.answer(List.of(item.input().text())).get(0), null);
    }

    public void finish(String text) {
        finish(start(text));
    }

    public void fail(String text) {
        start(text).onDone().accept(null, new IllegalStateException(text));
    }

    @Override
    public void offer(BatchItem<AskedText, Answer> item) {
        items.add(item);
    }

    @Override
    public void offerFirst(BatchItem<AskedText, Answer> item, int rank) {
        int place = (int) ranks.stream().filter(other -> other <= rank).count();
        ranks.add(place, rank);
        first.add(place, item);
    }

    @Override
    public void raise(Object owner, Object line, Priority priority) {
        items.replaceAll(
                item -> item.owner() == owner && item.claim().line().equals(line) ? raised(item, priority) : item);
    }

    private static BatchItem<AskedText, Answer> raised(BatchItem<AskedText, Answer> item, Priority priority) {
        return item.claim().priority().compareTo(priority) <= 0
                ? item
                : new BatchItem<>(
                        item.owner(),
                        item.input(),
                        item.sourceTokens(),
                        item.claim().with(priority),
                        item.alone(),
                        item.onDone());
    }

    /** Claims of what was offered and neither finished nor withdrawn, in the order of the offers. */
    public List<Claim> claims() {
        return items.stream().map(BatchItem::claim).toList();
    }

    @Override
    public int queued(Priority priority) {
        return (int) items.stream()
                .filter(item -> item.claim().priority() == priority)
                .count();
    }

    @Override
    public int withdraw(Object owner) {
        int before = queued();
        List.copyOf(first).stream().filter(item -> item.owner() == owner).forEach(this::remove);
        items.removeIf(item -> item.owner() == owner);
        return before - queued();
    }

    @Override
    public boolean runDue() {
        return false;
    }

    @Override
    public boolean isIdle() {
        return queued() == 0;
    }

    @Override
    public int queued() {
        return first.size() + items.size();
    }

    @Override
    public void close(Duration atMost) {
        close();
    }

    @Override
    public void close() {
        first.clear();
        ranks.clear();
        items.clear();
    }
}
