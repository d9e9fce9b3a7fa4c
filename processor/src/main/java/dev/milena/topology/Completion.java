// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event in the model: an answer, or the error that it causes even alone.
 *
 * @param entry the event's entry in the session that offered it
 * @param answer the answer, or null
 * @param error the error, or null
 */
record Completion(
        PendingEntry entry,
        @Nullable Answer answer,
        @Nullable Throwable error) {}
