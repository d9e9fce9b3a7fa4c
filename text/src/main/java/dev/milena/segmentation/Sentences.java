// SPDX-License-Identifier: Apache-2.0
package dev.milena.segmentation;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Divides a block into sentences: the rules of ICU for the locale (<a
 * href="https://www.unicode.org/reports/tr29/#Sentence_Boundaries">UAX 29</a>), without the borders that {@link
 * SentenceBorder} denies, and with those of texts that are written in small letters throughout, which ICU does not see.
 * Any thread.
 */
final class Sentences {
    /** Three letters or more, a full stop, white space and a small letter. */
    private static final Pattern SMALL = Pattern.compile("(?<=\\p{L}{3})\\.[\"'”’)]* +(?=\\p{Ll})");

    private static final char LAST_LATIN = 0x024F;
    private static final char NEXT_LINE = 0x0085;

    /** Not thread-safe: each use takes a copy. */
    private final BreakIterator rules;

    private final SentenceBorder rule;

    Sentences(ULocale locale) {
        rules = BreakIterator.getSentenceInstance(locale);
        rule = new SentenceBorder(locale.getLanguage());
    }

    /**
     * The sentences of a block in order, without white space at their ends.
     *
     * @param text a text without ends of lines
     */
    List<TextSpan> of(String text, TextSpan block) {
        String content = text.substring(block.start(), block.end());
        List<TextSpan> sentences = new ArrayList<>();
        int start = 0;
        for (int border : borders(content)) {
            int end = SentenceBorder.behindClosers(content, border);
            if (end > start && (end == content.length() || rule.isOne(content, start, end))) {
                TextSpan sentence = Characters.trimmed(content, start, end);
                if (sentence.start() < sentence.end()) {
                    sentences.add(new TextSpan(block.start() + sentence.start(), block.start() + sentence.end()));
                }
                start = end;
            }
        }
        return sentences;
    }

    /**
     * Whether a text can have no border within, by the characters that UAX 29 needs for one: only Latin letters and marks, and
     * of those that end a sentence in any language none but in its last place. Most texts are such, and are spared a copy of the rules.
     */
    static boolean isPlainlyOne(String content) {
        for (int i = 0; i < content.length(); i++) {
            char unit = content.charAt(i);
            boolean mayEnd =
                    unit == '.' || unit == '!' || unit == '?' || unit == ';' || unit < ' ' || unit == NEXT_LINE;
            if (unit > LAST_LATIN || (mayEnd && i < content.length() - 1)) {
                return false;
            }
        }
        return !content.isEmpty();
    }

    private List<Integer> borders(String content) {
        if (isPlainlyOne(content)) {
            return List.of(content.length());
        }
        List<Integer> borders = new ArrayList<>();
        BreakIterator iterator = rules.clone();
        iterator.setText(content);
        iterator.first();
        for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
            borders.add(end);
        }
        if (content.chars().noneMatch(Character::isUpperCase)) {
            Matcher small = SMALL.matcher(content);
            while (small.find()) {
                borders.add(small.end());
            }
            borders.sort(null);
        }
        return borders;
    }
}
