// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import com.ibm.icu.lang.UScript;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Letters of one script in a row, with their marks.
 *
 * @param span where they stand
 * @param script one of {@link UScript}'s
 * @param letters how many, marks included
 */
record ScriptRun(TextSpan span, int script, int letters) {

    /** The runs of a text in order. What belongs to all scripts, such as digits and white space, is in none. */
    static List<ScriptRun> of(String text) {
        List<ScriptRun> runs = new ArrayList<>();
        int start = 0;
        int script = UScript.COMMON;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int other = Character.isLetter(codePoint) ? UScript.getScript(codePoint) : UScript.COMMON;
            boolean goesOn = other == script || (script != UScript.COMMON && isMark(codePoint));
            if (!goesOn) {
                add(text, start, i, script, runs);
                start = i;
                script = other == UScript.INHERITED ? UScript.COMMON : other;
            }
            i += Character.charCount(codePoint);
        }
        add(text, start, text.length(), script, runs);
        return runs;
    }

    private static void add(String text, int start, int end, int script, List<ScriptRun> runs) {
        if (script != UScript.COMMON) {
            runs.add(new ScriptRun(new TextSpan(start, end), script, text.codePointCount(start, end)));
        }
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    String in(String text) {
        return text.substring(span.start(), span.end());
    }
}
