// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.admission;

import dev.milena.api.InvisibleCharacters;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a text may be, and what it may hold, whatever the model; the rest is checked by the model. Immutable, any
 * thread.
 *
 * @param maxBytes largest text in bytes of UTF-8
 * @param maxCodePoints largest text in Unicode code points
 * @param refuseInvisible whether invisible characters are refused
 */
public record TextLimits(int maxBytes, int maxCodePoints, boolean refuseInvisible) {

    /**
     * Checks a text.
     *
     * @throws TextRefusedException when the text is too long, or holds what is refused
     */
    public void check(String text) throws TextRefusedException {
        check("text", text, RefusalCode.TEXT_TOO_LONG);
    }

    /**
     * Checks a start of an answer, or a whole one, that came with a text.
     *
     * @param field where it came
     * @throws TextRefusedException when it is too long, or holds what is refused
     */
    public void checkTarget(String field, @Nullable String target) throws TextRefusedException {
        if (target != null) {
            check(field, target, RefusalCode.TARGET_TOO_LONG);
        }
    }

    private void check(String what, String text, RefusalCode code) throws TextRefusedException {
        // A text has at most three bytes of UTF-8 a UTF-16 unit, and one byte at least: most need no counting.
        int bytes = text.length() > maxBytes / 3 ? text.getBytes(StandardCharsets.UTF_8).length : 0;
        if (text.length() > maxBytes || bytes > maxBytes) {
            throw new TextRefusedException(
                    code,
                    "The " + what + " has " + Math.max(bytes, text.length()) + " bytes of UTF-8, the limit is "
                            + maxBytes + "; split the text or raise milena.text.max.bytes");
        }
        int codePoints = text.codePointCount(0, text.length());
        if (codePoints > maxCodePoints) {
            throw new TextRefusedException(
                    code,
                    "The " + what + " has " + codePoints + " code points, the limit is " + maxCodePoints
                            + "; split the text or raise milena.text.max.code.points");
        }
        int first = refuseInvisible ? InvisibleCharacters.first(text) : -1;
        if (first >= 0) {
            throw new TextRefusedException(
                    RefusalCode.MALFORMED_TEXT,
                    String.format(
                            Locale.ROOT,
                            "The %s has %d invisible characters, the first is U+%04X at UTF-16 offset %d;"
                                    + " milena.text.invisible=refuse allows none. Take them out, or keep them by that setting",
                            what,
                            InvisibleCharacters.count(text),
                            text.codePointAt(first),
                            first));
        }
    }
}
