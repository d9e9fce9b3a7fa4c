// SPDX-License-Identifier: Apache-2.0
package dev.milena.language;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In which language a text is written. Immutable.
 *
 * @param language BCP-47 tag; null where the detector is not sure
 * @param confidence how sure it is, 0..1; of the best guess where it is not sure enough
 */
public record DetectedLanguage(@Nullable String language, float confidence) {
    /** A language. */
    public static DetectedLanguage of(String language, float confidence) {
        return new DetectedLanguage(Objects.requireNonNull(language, "the language"), confidence);
    }

    /** None that is sure enough. */
    public static DetectedLanguage unsure(float confidence) {
        return new DetectedLanguage(null, confidence);
    }

    /** Whether there is a language. */
    public boolean isSure() {
        return language != null;
    }
}
