// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.TextModel;
import dev.milena.batch.BatchItem;
import dev.milena.batch.Batcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A batcher in which the test decides what is finished when. One thread. */
final class ScriptedBatcher implements Batcher<PendingText, Answer> {
    private final TextModel model;
    private final List<BatchItem<PendingText, Answer>> first = new ArrayList<>();
    private final List<Integer> ranks = new ArrayList<>();
    private final List<BatchItem<PendingText, Answer>> items = new ArrayList<>();

    ScriptedBatcher(TextModel model) {
        this.model = model;
    }

    /** Texts that were offered and neither finished nor withdrawn, in the order in which they would run. */
    List<String> waiting() {
        List<String> texts = new ArrayList<>();
        first.forEach(item -> texts.add(item.input().text().request().text()));
        items.forEach(item -> texts.add(item.input().text().request().text()));
        return texts;
    }

    /** Takes an item out without finishing it, as a batch does that starts. */
    BatchItem<PendingText, Answer> start(String text) {
        for (List<BatchItem<PendingText, Answer>> queue : List.of(first, items)) {
            for (BatchItem<PendingText, Answer> item : queue) {
                if (item.input().text().request().text().equals(text)) {
                    remove(item);
                    return item;
                }
            }
        }
        throw new AssertionError("nobody offered " + text + ", waiting are " + waiting());
    }

    private void remove(BatchItem<PendingText, Answer> item) {
        int place = first.indexOf(item);
        if (place >= 0) {
            first.remove(place);
            ranks.remove(place);
        } else {
            items.remove(item);
        }
    }

    void finish(BatchItem<PendingText, Answer> item) {
        item.onDone().accept(model.answer(List.of(item.input().text())).get(0), null);
    }

    void finish(String text) {
        finish(start(text));
    }

    void fail(String text) {
        start(text).onDone().accept(null, new IllegalStateException(text));
    }

    @Override
    public void offer(BatchItem<PendingText, Answer> item) {
        items.add(item);
    }

    @Override
    public void offerFirst(BatchItem<PendingText, Answer> item, int rank) {
        int place = (int) ranks.stream().filter(other -> other <= rank).count();
        ranks.add(place, rank);
        first.add(place, item);
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
