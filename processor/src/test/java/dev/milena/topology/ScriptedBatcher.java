// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.batch.BatchItem;
import dev.milena.batch.Batcher;
import java.util.ArrayList;
import java.util.List;

/** A batcher in which the test decides what is finished when. One thread. */
final class ScriptedBatcher implements Batcher<PreparedText, Answer> {
    private final TextModel model;
    private final List<BatchItem<PreparedText, Answer>> first = new ArrayList<>();
    private final List<BatchItem<PreparedText, Answer>> items = new ArrayList<>();

    ScriptedBatcher(TextModel model) {
        this.model = model;
    }

    /** Texts that were offered and neither finished nor withdrawn, in the order in which they would run. */
    List<String> waiting() {
        List<String> texts = new ArrayList<>();
        first.forEach(item -> texts.add(item.input().request().text()));
        items.forEach(item -> texts.add(item.input().request().text()));
        return texts;
    }

    /** Takes an item out without finishing it, as a batch does that starts. */
    BatchItem<PreparedText, Answer> start(String text) {
        for (List<BatchItem<PreparedText, Answer>> queue : List.of(first, items)) {
            for (BatchItem<PreparedText, Answer> item : queue) {
                if (item.input().request().text().equals(text)) {
                    queue.remove(item);
                    return item;
                }
            }
        }
        throw new AssertionError("nobody offered " + text + ", waiting are " + waiting());
    }

    void finish(BatchItem<PreparedText, Answer> item) {
        item.onDone().accept(model.answer(List.of(item.input())).get(0), null);
    }

    void finish(String text) {
        finish(start(text));
    }

    void fail(String text) {
        start(text).onDone().accept(null, new IllegalStateException(text));
    }

    @Override
    public void offer(BatchItem<PreparedText, Answer> item) {
        items.add(item);
    }

    @Override
    public void offerFirst(BatchItem<PreparedText, Answer> item) {
        first.add(item);
    }

    @Override
    public int withdraw(Object owner) {
        int before = queued();
        first.removeIf(item -> item.owner() == owner);
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
    public void close() {
        first.clear();
        items.clear();
    }
}
