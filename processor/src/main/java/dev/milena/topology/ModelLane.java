// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.TextModel;
import dev.milena.batch.Batcher;

/**
 * One warmed model and the batcher in front of it, shared by all tasks of a process. Any thread.
 *
 * @param model the model
 * @param batcher its batcher
 * @param journal what brought the process down before
 */
record ModelLane(TextModel model, Batcher<PendingText, Answer> batcher, CrashJournal journal) {}
