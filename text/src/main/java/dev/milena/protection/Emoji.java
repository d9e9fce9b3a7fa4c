// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import dev.milena.api.TextSpan;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds emoji, whole sequences such as flags and families, by their Unicode properties. Stateless, any thread. */
final class Emoji {
    /** What readers see as one character. */
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private static final int KEYCAP = 0x20E3;

    private Emoji() {}

    static void find(String text, Consumer<TextSpan> found) {
        int at = next(text, 0);
        while (at < text.length()) {
            Matcher cluster = CLUSTER.matcher(text).region(at, text.length());
            int end = cluster.lookingAt() ? cluster.end() : at + Character.charCount(text.codePointAt(at));
            found.accept(new TextSpan(at, end));
            at = next(text, end);
        }
    }

    private static int next(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (isEmoji(codePoint) || isKeycap(text, at)) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    private static boolean isEmoji(int codePoint) {
        return codePoint > 0xA8
                && (UCharacter.hasBinaryProperty(codePoint, UProperty.EXTENDED_PICTOGRAPHIC)
                        || UCharacter.hasBinaryProperty(codePoint, UProperty.REGIONAL_INDICATOR));
    }

    /** A digit, {@code #} or {@code *} in its frame. */
    private static boolean isKeycap(String text, int at) {
        int behind = at + 1;
        if (behind < text.length() && text.charAt(behind) == '\uFE0F') {
            behind++;
        }
        return behind < text.length() && text.charAt(behind) == KEYCAP && "0123456789#*".indexOf(text.charAt(at)) >= 0;
    }
}
