// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRequest;

/** What became of one text of a record. Immutable. */
public sealed interface TextResult {

    /** What was asked. */
    TextRequest request();

    /**
     * It was answered.
     *
     * @param request what was asked
     * @param model who answered
     * @param answer the answer
     */
    record Answered(TextRequest request, ModelInfo model, Answer answer) implements TextResult {}

    /**
     * It was refused.
     *
     * @param request what was asked
     * @param code why, for programs
     * @param message why, for people: what was wrong, the rule and the cure; never any part of the text
     */
    record Refused(TextRequest request, RefusalCode code, String message) implements TextResult {}
}
