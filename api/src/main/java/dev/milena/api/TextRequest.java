// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants done with one text. Immutable, any thread.
 *
 * <pre>{@code
 * TextRequest.of(ticket.body()).from("en").into("de")
 * TextRequest.of(ticket.body()).task("summarization")
 * }</pre>
 *
 * @param text the text as it came; the model's own limits are checked by {@link TextModel#prepare}
 * @param sourceLanguage BCP-47 tag, or null for the model's only source language
 * @param targetLanguage BCP-47 tag, or null for the model's only target language
 * @param bundle name of the model that shall answer, or null for the first one that does the task and has the languages
 * @param task {@code translation}, {@code summarization}, {@code generation} or {@code text2text}, or null for any
 * @param targetPrefix what the answer shall start with, or null where it may start as it likes
 * @param targetText an answer to judge instead of making one, or null; not together with {@code targetPrefix}
 * @param identity tells this text from every other one, the same whenever it is asked again: what a model that draws its
 *     tokens draws them by; empty where the caller leaves it to the stage
 */
public record TextRequest(
        String text,
        @Nullable String sourceLanguage,
        @Nullable String targetLanguage,
        @Nullable String bundle,
        @Nullable String task,
        @Nullable String targetPrefix,
        @Nullable String targetText,
        String identity) {

    /**
     * A request.
     *
     * @throws NullPointerException when there is no text, as where a field of a record is missing
     */
    public TextRequest {
        Objects.requireNonNull(text, "the text is null; ask nothing about a record without a text");
        Objects.requireNonNull(identity, "the identity is null; leave it empty for the stage's own");
    }

    /** A request for an answer of the model's own. */
    public TextRequest(String text, @Nullable String sourceLanguage, @Nullable String targetLanguage) {
        this(text, sourceLanguage, targetLanguage, null, null, null, null, "");
    }

    /** A request that names nothing but the text. */
    public static TextRequest of(String text) {
        return new TextRequest(text, null, null);
    }

    /** This request for a text in that language; null where the model has only one. */
    public TextRequest from(@Nullable String language) {
        return new TextRequest(text, language, targetLanguage, bundle, task, targetPrefix, targetText, identity);
    }

    /** This request for an answer in that language; null where the model has only one. */
    public TextRequest into(@Nullable String language) {
        return new TextRequest(text, sourceLanguage, language, bundle, task, targetPrefix, targetText, identity);
    }

    /** This request to the model of that name; null for the first that fits. */
    public TextRequest bundle(@Nullable String name) {
        return new TextRequest(text, sourceLanguage, targetLanguage, name, task, targetPrefix, targetText, identity);
    }

    /** This request to a model that does that task; null for any. */
    public TextRequest task(@Nullable String name) {
        return new TextRequest(text, sourceLanguage, targetLanguage, bundle, name, targetPrefix, targetText, identity);
    }

    /** This request for an answer that starts so; null for any. */
    public TextRequest startingWith(@Nullable String prefix) {
        return new TextRequest(text, sourceLanguage, targetLanguage, bundle, task, prefix, targetText, identity);
    }

    /** This request to judge an answer instead of making one; null to make one. */
    public TextRequest judging(@Nullable String target) {
        return new TextRequest(text, sourceLanguage, targetLanguage, bundle, task, targetPrefix, target, identity);
    }

    /** This request for another text. */
    public TextRequest withText(String other) {
        return new TextRequest(other, sourceLanguage, targetLanguage, bundle, task, targetPrefix, targetText, identity);
    }

    /** This request under a name of its own. */
    public TextRequest identifiedBy(String name) {
        return new TextRequest(text, sourceLanguage, targetLanguage, bundle, task, targetPrefix, targetText, name);
    }

    /** Never shows a text, so that a request can be logged. */
    @Override
    public String toString() {
        return "TextRequest[" + text.length() + " UTF-16 units, " + sourceLanguage + "->" + targetLanguage
                + (targetPrefix == null ? "" : ", prefix of " + targetPrefix.length())
                + (targetText == null ? "" : ", target of " + targetText.length()) + "]";
    }
}
