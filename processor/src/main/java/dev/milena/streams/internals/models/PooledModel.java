// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.models;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.TextModel;
import dev.milena.batch.Batcher;
import dev.milena.streams.internals.supervision.AskedText;
import dev.milena.streams.internals.supervision.CrashJournal;

/**
 * One warmed model and the batcher in front of it, shared by all tasks of a process. Any thread.
 *
 * @param model the model
 * @param batcher its batcher
 * @param journal what brought the process down before
 */
public record PooledModel(TextModel model, Batcher<AskedText, Answer> batcher, CrashJournal journal) {
    /** What the model is. */
    public ModelInfo info() {
        return model.info();
    }

    /** Its name. */
    public String name() {
        return info().name();
    }
}
