// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.milena.api.SplitAt;
import dev.milena.api.TextSpan;
import dev.milena.api.WellFormedText;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a piece is cut in two: at the end of a clause, else between words, else between characters as readers see
 * them, each time as near to the middle as there is one. Any thread.
 */
final class Cuts {
    private static final String CLAUSE_MARKS = ",;:–—،؛";
    private static final String IDEOGRAPHIC_CLAUSE_MARKS = "，、；：";

    private static final int WINDOW = 256;

    /** Neither is thread-safe: each use takes a copy. */
    private final BreakIterator words;

    private final BreakIterator characters;

    Cuts(ULocale locale) {
        words = BreakIterator.getWordInstance(locale);
        characters = BreakIterator.getCharacterInstance(locale);
    }

    /** A kind of place. */
    @FunctionalInterface
    private interface Place {
        boolean isAt(int position);
    }

    /** Where the piece is cut; null where it is one character. */
    @Nullable
    Cut of(String text, TextSpan piece) {
        int clause = nearest(piece, position -> endsClause(text, position));
        if (clause > 0) {
            return new Cut(clause, SplitAt.CLAUSE);
        }
        int space = nearest(piece, position -> isSpace(text, position - 1));
        if (space > 0) {
            return new Cut(space, SplitAt.WORD);
        }
        int word = nearest(words, text, around(piece), false);
        if (word > 0) {
            return new Cut(word, isBetweenWords(text, word) ? SplitAt.WORD : SplitAt.CHARACTER);
        }
        int character = nearest(characters, text, around(piece), true);
        if (character <= 0) {
            character = nearest(characters, text, piece, true);
        }
        return character > 0 ? new Cut(character, SplitAt.CHARACTER) : null;
    }

    /** The last place in a piece, at or before an offset, where a word ends, else where a character does; else its start. */
    int before(String text, TextSpan piece, int most) {
        if (most >= piece.end()) {
            return piece.end();
        }
        for (int end = most; end > (piece.start() + most) >>> 1; end--) {
            if (WellFormedText.isSpace(text.charAt(end)) && !WellFormedText.isSpace(text.charAt(end - 1))) {
                return end;
            }
        }
        TextSpan around = new TextSpan(Math.max(piece.start(), most - WINDOW), Math.min(piece.end(), most + WINDOW));
        int word = last(words, text, around, most);
        boolean between = word > around.start() && isBetweenWords(text, word);
        int end = between ? word : last(characters, text, around, most);
        return end > around.start() ? end : piece.start();
    }

    private static int last(BreakIterator rules, String text, TextSpan around, int most) {
        BreakIterator iterator = rules.clone();
        iterator.setText(text.substring(around.start(), around.end()));
        return around.start() + Math.max(0, iterator.preceding(most - around.start() + 1));
    }

    /** What is looked at where rules of ICU are asked, which read all they are given: the middle of a long piece. */
    private static TextSpan around(TextSpan piece) {
        int middle = (piece.start() + piece.end()) >>> 1;
        return new TextSpan(Math.max(piece.start(), middle - WINDOW), Math.min(piece.end(), middle + WINDOW));
    }

    /** The position inside the piece, not before white space, that is nearest to its middle; -1 where there is none. */
    private static int nearest(TextSpan piece, Place place) {
        int middle = (piece.start() + piece.end()) >>> 1;
        for (int away = 0; away <= piece.end() - piece.start(); away++) {
            if (middle - away > piece.start() && place.isAt(middle - away)) {
                return middle - away;
            }
            if (middle + away > piece.start() && middle + away < piece.end() && place.isAt(middle + away)) {
                return middle + away;
            }
        }
        return -1;
    }

    /** As above, of the places of a rule that something is said behind. */
    private static int nearest(BreakIterator rules, String text, TextSpan piece, boolean beforeMarks) {
        String content = text.substring(piece.start(), piece.end());
        BreakIterator iterator = rules.clone();
        iterator.setText(content);
        int middle = content.length() / 2;
        int before = iterator.preceding(middle + 1);
        while (before > 0 && !beforeMarks && !Character.isLetterOrDigit(content.codePointAt(before))) {
            before = iterator.previous();
        }
        int behind = iterator.following(middle);
        while (behind > 0
                && behind < content.length()
                && !beforeMarks
                && !Character.isLetterOrDigit(content.codePointAt(behind))) {
            behind = iterator.next();
        }
        boolean hasBefore = before > 0;
        boolean hasBehind = behind > 0 && behind < content.length();
        if (hasBefore && (!hasBehind || middle - before <= behind - middle)) {
            return piece.start() + before;
        }
        return hasBehind ? piece.start() + behind : -1;
    }

    /** Where no space stands, words are told apart in scripts that have none; elsewhere it is a piece of a word. */
    private static boolean isBetweenWords(String text, int position) {
        return Characters.isOfAScriptWithoutSpaces(text.codePointBefore(position))
                || Characters.isOfAScriptWithoutSpaces(text.codePointAt(position));
    }

    private static boolean isSpace(String text, int at) {
        return WellFormedText.isSpace(text.charAt(at)) && !WellFormedText.isSpace(text.charAt(at + 1));
    }

    private static boolean endsClause(String text, int position) {
        char before = text.charAt(position - 1);
        if (IDEOGRAPHIC_CLAUSE_MARKS.indexOf(before) >= 0) {
            return !isMark(text.charAt(position));
        }
        if (!isSpace(text, position - 1)) {
            return false;
        }
        int last = position - 1;
        while (last > 0 && WellFormedText.isSpace(text.charAt(last - 1))) {
            last--;
        }
        return last > 0
                && (CLAUSE_MARKS.indexOf(text.charAt(last - 1)) >= 0
                        || Characters.isOfAScriptWithoutSpaces(text.charAt(last - 1)));
    }

    private static boolean isMark(char unit) {
        return IDEOGRAPHIC_CLAUSE_MARKS.indexOf(unit) >= 0 || Characters.closes(unit);
    }
}
