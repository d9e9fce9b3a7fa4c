// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that passed every check of a model and waits for a batch. Immutable, any thread.
 *
 * @param request the caller's request
 * @param sourceTokens the tokens the model will see, template and special tokens included
 * @param sourceCut UTF-16 code units of the text that the tokens cover, from its start, where it was cut; null: all of it
 * @param sourceLanguage resolved BCP-47 tag, or null where the bundle declares none
 * @param targetLanguage resolved BCP-47 tag, or null where the bundle declares none
 * @param givenIds ids that the output is made to start with, template included: a whole target, end token included, where
 *     the request has one; empty where the output starts freely
 * @param maxNewTokens limit of output tokens, end token included
 * @param isSecondTry whether its first answer is in doubt, and the model looks for another in its second way; see {@link
 *     TextModel#triesAgain}
 */
public record PreparedText(
        TextRequest request,
        List<Token> sourceTokens,
        @Nullable Integer sourceCut,
        @Nullable String sourceLanguage,
        @Nullable String targetLanguage,
        List<Integer> givenIds,
        int maxNewTokens,
        boolean isSecondTry) {

    public PreparedText {
        sourceTokens = List.copyOf(sourceTokens);
        givenIds = List.copyOf(givenIds);
    }

    /** A text that is asked for the first time. */
    public PreparedText(
            TextRequest request,
            List<Token> sourceTokens,
            @Nullable Integer sourceCut,
            @Nullable String sourceLanguage,
            @Nullable String targetLanguage,
            List<Integer> givenIds,
            int maxNewTokens) {
        this(request, sourceTokens, sourceCut, sourceLanguage, targetLanguage, givenIds, maxNewTokens, false);
    }

    /** A text that the model sees as a whole and answers freely. */
    public PreparedText(
            TextRequest request,
            List<Token> sourceTokens,
            @Nullable String sourceLanguage,
            @Nullable String targetLanguage,
            int maxNewTokens) {
        this(request, sourceTokens, null, sourceLanguage, targetLanguage, List.of(), maxNewTokens);
    }

    /** The same text, to be answered in the model's second way. */
    public PreparedText asSecondTry() {
        return new PreparedText(
                request, sourceTokens, sourceCut, sourceLanguage, targetLanguage, givenIds, maxNewTokens, true);
    }

    /** The part of the text that the model sees: all of it, unless it was cut. */
    public String readText() {
        return sourceCut == null ? request.text() : request.text().substring(0, sourceCut);
    }

    /** Never shows the text, so that it can be logged. */
    @Override
    public String toString() {
        return "PreparedText[" + request + ", " + sourceTokens.size() + " tokens, at most " + maxNewTokens + " new]";
    }
}
