// SPDX-License-Identifier: Apache-2.0
package dev.milena.markup;

import dev.milena.protection.MarkedText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/** Characters that a text spells by a reference of HTML or, in Markdown, behind a backslash. Stateless. */
final class References {
    private static final Pattern REFERENCE =
            Pattern.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?");

    private static final Pattern ESCAPED = Pattern.compile(REFERENCE.pattern() + "|\\\\[!-/:-@\\[-`{-~]");

    private References() {}

    /**
     * Takes down the references in a run of text.
     *
     * @param meaning what the run means, to whoever parsed it
     * @return whether the references account for that; else nothing is taken down
     */
    static boolean takeDown(String text, int from, int to, String meaning, boolean escapes, MarkedText marked) {
        Matcher matcher = (escapes ? ESCAPED : REFERENCE).matcher(text).region(from, to);
        StringBuilder read = new StringBuilder();
        int done = from;
        while (matcher.find()) {
            read.append(text, done, matcher.start()).append(meaning(matcher.group()));
            done = matcher.end();
        }
        read.append(text, done, to);
        if (!read.toString().replace("\r\n", "\n").contentEquals(meaning.replace("\r\n", "\n"))) {
            return false;
        }
        matcher.region(from, to);
        while (matcher.find()) {
            String one = meaning(matcher.group());
            if (!one.equals(matcher.group()) && !one.isEmpty()) {
                marked.spelled(matcher.start(), matcher.end(), one);
            }
        }
        return true;
    }

    private static String meaning(String spelled) {
        return spelled.charAt(0) == '\\' ? spelled.substring(1) : Parser.unescapeEntities(spelled, false);
    }
}
