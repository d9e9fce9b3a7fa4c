// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.LanguageTags;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scripted model can do, and what it therefore refuses. Immutable, any thread.
 *
 * @param task what it does
 * @param sources source languages, empty for any
 * @param targets languages of answers, empty for any
 * @param maxSourceTokens longest text
 * @param maxNewTokens longest answer, end token included
 */
record Profile(String task, List<String> sources, List<String> targets, int maxSourceTokens, int maxNewTokens) {
    static final Profile ANY = new Profile("translation", List.of(), List.of(), 100_000, 100_000);

    Profile from(List<String> languages) {
        return new Profile(task, languages, targets, maxSourceTokens, maxNewTokens);
    }

    Profile into(List<String> languages) {
        return new Profile(task, sources, languages, maxSourceTokens, maxNewTokens);
    }

    Profile task(String other) {
        return new Profile(other, sources, targets, maxSourceTokens, maxNewTokens);
    }

    Profile maxSourceTokens(int tokens) {
        return new Profile(task, sources, targets, tokens, maxNewTokens);
    }

    Profile maxNewTokens(int tokens) {
        return new Profile(task, sources, targets, maxSourceTokens, tokens);
    }

    ModelInfo info(String name) {
        return new ModelInfo(name, "1", "0".repeat(64), task, sources, targets, maxSourceTokens, maxNewTokens);
    }

    PreparedText prepare(String model, TextRequest request) throws TextRefusedException {
        if (request.text().isBlank()) {
            throw new TextRefusedException(RefusalCode.EMPTY_TEXT, "The text is nothing but white space; send one");
        }
        List<Token> tokens = Words.tokens(request.text());
        if (tokens.size() > maxSourceTokens) {
            throw new TextRefusedException(
                    RefusalCode.TOO_MANY_TOKENS,
                    "The text has " + tokens.size() + " tokens, '" + model + "' takes " + maxSourceTokens
                            + "; shorten it");
        }
        return new PreparedText(
                request,
                tokens,
                language(model, "source", request.sourceLanguage(), sources),
                language(model, "target", request.targetLanguage(), targets),
                maxNewTokens);
    }

    private static @Nullable String language(String model, String which, @Nullable String asked, List<String> known)
            throws TextRefusedException {
        if (known.isEmpty()) {
            return asked;
        }
        if (asked == null && known.size() == 1) {
            return known.get(0);
        }
        if (asked != null) {
            String found = LanguageTags.lookup(asked, known).orElse(null);
            if (found != null) {
                return found;
            }
        }
        throw new TextRefusedException(
                RefusalCode.UNKNOWN_LANGUAGE,
                "'" + model + "' needs a " + which + " language out of " + known + "; ask for one of these");
    }
}
