// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

/**
 * What no encoding or no terminal can show, as an escape that both can: {@code \}{@code u001B}. A surrogate alone would
 * become a question mark; a control character of a text could clear the screen of whoever reads it. Stateless.
 */
final class Unprintable {

    private Unprintable() {}

    /** For JSON, where a control character is escaped already and the escape means what stood there. */
    static String loneSurrogatesEscaped(String json) {
        return escaped(json, false);
    }

    /** For people: line feeds and tabs stay. */
    static String escaped(String text) {
        return escaped(text, true);
    }

    private static String escaped(String text, boolean controls) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            boolean escape = isSurrogate(codePoint) || (controls && isControl(codePoint));
            if (escape && shown == null) {
                shown = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (shown != null) {
                shown.append(escape ? String.format("\\u%04X", codePoint) : Character.toString(codePoint));
            }
            i += Character.charCount(codePoint);
        }
        return shown == null ? text : shown.toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean isControl(int codePoint) {
        return Character.isISOControl(codePoint) && codePoint != '\n' && codePoint != '\t';
    }
}
