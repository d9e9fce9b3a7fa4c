// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import com.ibm.icu.lang.UCharacter;
import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Emoji and other pictures at the ends of a sentence: nobody says them, and few vocabularies have them. Stateless, any
 * thread.
 */
final class Symbols {
    /** What readers see as one character, such as a flag or a family. */
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private Symbols() {}

    /** The sentence without the symbols at its ends, and the white space beside them; empty where it has nothing else. */
    static TextSpan without(String text, TextSpan sentence) {
        if (!hasAny(text, sentence)) {
            return sentence;
        }
        List<TextSpan> clusters = new ArrayList<>();
        Matcher matcher = CLUSTER.matcher(text).region(sentence.start(), sentence.end());
        while (matcher.find()) {
            clusters.add(new TextSpan(matcher.start(), matcher.end()));
        }
        int first = 0;
        int last = clusters.size();
        while (first < last && isNotSaid(text, clusters.get(first))) {
            first++;
        }
        while (last > first && isNotSaid(text, clusters.get(last - 1))) {
            last--;
        }
        return first == last
                ? new TextSpan(sentence.start(), sentence.start())
                : new TextSpan(
                        clusters.get(first).start(), clusters.get(last - 1).end());
    }

    private static boolean hasAny(String text, TextSpan sentence) {
        for (int i = sentence.start(); i < sentence.end(); i += Character.charCount(text.codePointAt(i))) {
            if (isSymbol(text.codePointAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNotSaid(String text, TextSpan cluster) {
        int codePoint = text.codePointAt(cluster.start());
        return isSymbol(codePoint) || WellFormedText.isSpace(codePoint);
    }

    private static boolean isSymbol(int codePoint) {
        return UCharacter.getType(codePoint) == UCharacter.OTHER_SYMBOL;
    }
}
