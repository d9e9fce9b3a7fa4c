// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.api.InvisibleCharacters;
import dev.milena.config.MilenaConfig;
import dev.milena.streams.config.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the settings allow a text to be, so that a sender hears of it and not the reader of dead letters. Immutable, any
 * thread.
 *
 * @param bytes most bytes of UTF-8
 * @param codePoints most code points
 * @param refuseInvisible whether invisible characters are refused
 */
public record EventLimits(int bytes, int codePoints, boolean refuseInvisible) {

    /** Those of an application. */
    public static EventLimits of(MilenaConfig config) {
        return new EventLimits(
                config.stages().getInt(StageConfig.TEXT_MAX_BYTES_CONFIG),
                config.stages().getInt(StageConfig.TEXT_MAX_CODE_POINTS_CONFIG),
                config.stages().refuseInvisible());
    }

    /**
     * Why a text may not be sent, as the end of a sentence whose subject is its place; null when it may.
     */
    public @Nullable String refuse(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return "has half of a surrogate pair, which UTF-8 cannot hold; take it out.";
        }
        int encoded = text.getBytes(StandardCharsets.UTF_8).length;
        if (encoded > bytes) {
            return "has " + encoded + " bytes; at most " + bytes + " are allowed (" + StageConfig.TEXT_MAX_BYTES_CONFIG
                    + "). Split the text.";
        }
        int invisible = refuseInvisible ? InvisibleCharacters.first(text) : -1;
        if (invisible >= 0) {
            return String.format(
                    Locale.ROOT,
                    "has the invisible character U+%04X at UTF-16 offset %d, and %s=refuse allows none. Take it out.",
                    text.codePointAt(invisible),
                    invisible,
                    StageConfig.TEXT_INVISIBLE_CONFIG);
        }
        int counted = text.codePointCount(0, text.length());
        return counted <= codePoints
                ? null
                : "has " + counted + " code points; at most " + codePoints + " are allowed ("
                        + StageConfig.TEXT_MAX_CODE_POINTS_CONFIG + "). Split the text.";
    }
}
