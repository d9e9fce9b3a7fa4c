// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import com.ibm.icu.util.ULocale;
import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Divides texts of a language into segments: sentences, headings, list items. What lies between two segments (white
 * space, markers of lists, lines of dashes, emoji) is said by nobody and is left as it is. The same text is always divided
 * in the same way. Immutable, any thread.
 */
public final class Segmenter {
    private static final int MOST_KEPT = 256;
    private static final Map<String, Segmenter> KEPT = new ConcurrentHashMap<>();

    private final Sentences sentences;
    private final Cuts cuts;

    private Segmenter(String language) {
        ULocale locale = ULocale.forLanguageTag(language);
        sentences = new Sentences(locale);
        cuts = new Cuts(locale);
    }

    /**
     * The segmenter of a language.
     *
     * @param language BCP-47 tag, or null where it is not known; one that nobody knows is divided by the rules of all
     */
    public static Segmenter of(@Nullable String language) {
        String tag = language == null ? "und" : language;
        Segmenter known = KEPT.get(tag);
        if (known == null) {
            known = new Segmenter(tag);
            if (KEPT.size() < MOST_KEPT) {
                KEPT.put(tag, known);
            }
        }
        return known;
    }

    /**
     * The segments of a text in order. They neither overlap nor begin or end with white space, and each has a letter or a
     * digit.
     *
     * @param text well-formed UTF-16
     */
    public List<TextSpan> segments(String text) {
        String flat = inOneLine(text);
        List<TextSpan> segments = new ArrayList<>();
        for (TextSpan block : Blocks.of(text)) {
            for (TextSpan sentence : sentences.of(flat, block)) {
                TextSpan said = Symbols.without(flat, sentence);
                if (Characters.hasContent(flat, said.start(), said.end())) {
                    segments.add(said);
                }
            }
        }
        return segments;
    }

    /**
     * Where a segment, or a piece of one, is best cut in two.
     *
     * @return null where it is one character as readers see it
     */
    public @Nullable Cut cut(String text, TextSpan piece) {
        return cuts.of(text, piece);
    }

    /**
     * Where the beginning of a piece is best ended: between words, else between characters as readers see them.
     *
     * @param most the offset that it may go to
     * @return at most that, and the start of the piece where not even its first character ends before
     */
    public int end(String text, TextSpan piece, int most) {
        return cuts.before(text, piece, most);
    }

    /** A piece without the white space at its ends; an empty one where there is nothing else. */
    public static TextSpan trimmed(String text, int from, int to) {
        return Characters.trimmed(text, from, to);
    }

    /** A piece without the white space at its ends; an empty one where there is no letter and no digit. */
    public static TextSpan said(String text, int from, int to) {
        return Characters.hasContent(text, from, to) ? Characters.trimmed(text, from, to) : new TextSpan(from, from);
    }

    /** The text with a space in the place of each end of a line, so that offsets stay. */
    public static String inOneLine(String text) {
        int first = 0;
        while (first < text.length() && !Characters.endsLine(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        char[] units = text.toCharArray();
        for (int i = first; i < units.length; i++) {
            if (Characters.endsLine(units[i])) {
                units[i] = ' ';
            }
        }
        return new String(units);
    }

    /** Whether words of this character's script are written with spaces between them. */
    public static boolean writesSpaces(int codePoint) {
        return !Characters.isOfAScriptWithoutSpaces(codePoint);
    }

    /** Whether words of this character's script are written without spaces between them. */
    public static boolean isOfAScriptWithoutSpaces(int codePoint) {
        return Characters.isOfAScriptWithoutSpaces(codePoint);
    }

    /** Whether two pieces of an answer that nothing stands between want a space there. */
    public static boolean wantsSpaceBetween(CharSequence before, CharSequence behind) {
        if (before.length() == 0 || behind.length() == 0) {
            return false;
        }
        int last = Character.codePointBefore(before, before.length());
        int first = Character.codePointAt(behind, 0);
        return !WellFormedText.isSpace(last)
                && !WellFormedText.isSpace(first)
                && !Characters.isOfAScriptWithoutSpaces(last)
                && !Characters.isOfAScriptWithoutSpaces(first);
    }
}
