// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that passed every check of a model and waits for a batch. Immutable, any thread.
 *
 * @param request the caller's request
 * @param sourceTokens the tokens the model will see, template and special tokens included
 * @param sourceLanguage resolved BCP-47 tag, or null where the bundle declares none
 * @param targetLanguage resolved BCP-47 tag, or null where the bundle declares none
 * @param maxNewTokens limit of output tokens, end token included
 */
public record PreparedText(
        TextRequest request,
        List<Token> sourceTokens,
        @Nullable String sourceLanguage,
        @Nullable String targetLanguage,
        int maxNewTokens) {

    public PreparedText {
        sourceTokens = List.copyOf(sourceTokens);
    }

    /** Never shows the text, so that it can be logged. */
    @Override
    public String toString() {
        return "PreparedText[" + request + ", " + sourceTokens.size() + " tokens, at most " + maxNewTokens + " new]";
    }
}
