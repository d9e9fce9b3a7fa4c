// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import org.jspecify.annotations.Nullable;

/**
 * What a caller wants done with one text.
 *
 * @param text the text as it came; the model's own limits are checked by {@link TextModel#prepare}
 * @param sourceLanguage BCP-47 tag, or null for the model's only source language
 * @param targetLanguage BCP-47 tag, or null for the model's only target language
 */
public record TextRequest(
        String text,
        @Nullable String sourceLanguage,
        @Nullable String targetLanguage) {

    /** A request without language tags. */
    public static TextRequest of(String text) {
        return new TextRequest(text, null, null);
    }

    /** Never shows the text, so that a request can be logged. */
    @Override
    public String toString() {
        return "TextRequest[" + text.length() + " UTF-16 units, " + sourceLanguage + "->" + targetLanguage + "]";
    }
}
