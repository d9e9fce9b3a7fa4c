// SPDX-License-Identifier: Apache-2.0
package dev.milena.masking;

import com.ibm.icu.lang.UCharacter;
import dev.milena.protection.Spelling;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a segment that is all in capitals is asked. Models learn from texts in small letters: capitals are other pieces to
 * them, which they have hardly seen. Asked in small letters, such a segment is answered as well as any other, and its answer
 * is written in capitals. Immutable, any thread.
 */
public final class Capitals {
    /** Segments in capitals are asked as they are. */
    public static final Capitals AS_THEY_ARE = new Capitals(false, Locale.ROOT, Locale.ROOT);

    /** A shorter word by itself may be an abbreviation. */
    private static final int SHORTEST_WORD_ALONE = 5;

    private final boolean asked;
    private final Locale source;
    private final Locale target;

    private Capitals(boolean asked, Locale source, Locale target) {
        this.asked = asked;
        this.source = source;
        this.target = target;
    }

    /**
     * Segments in capitals are asked in small letters.
     *
     * @param source BCP-47 tag of the texts' language, null where it is not known
     * @param target that of the answers' language
     */
    public static Capitals inSmallLetters(@Nullable String source, @Nullable String target) {
        return new Capitals(true, locale(source), locale(target));
    }

    private static Locale locale(@Nullable String tag) {
        return tag == null ? Locale.ROOT : Locale.forLanguageTag(tag);
    }

    /** Whether a text is to be asked in small letters: it has no small letter, and two words or a long one. */
    boolean areAll(CharSequence text) {
        if (!asked) {
            return false;
        }
        int words = 0;
        int letters = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = Character.codePointAt(text, i);
            i += Character.charCount(codePoint);
            boolean isCapital = Character.isUpperCase(codePoint);
            if (!isCapital && (Character.isLowerCase(codePoint) || Character.isTitleCase(codePoint))) {
                return false;
            }
            letters += isCapital ? 1 : 0;
            words += isCapital && !within ? 1 : 0;
            within = Character.isLetterOrDigit(codePoint);
        }
        return letters >= SHORTEST_WORD_ALONE || (words > 1 && letters > words);
    }

    /** A text in small letters, of the same length; pieces in it stay as they are. */
    String small(CharSequence text, List<MaskedPiece> pieces) {
        StringBuilder small = new StringBuilder(text.length());
        int done = 0;
        for (MaskedPiece piece : pieces) {
            small(text, done, piece.masked().start(), small);
            small.append(text, piece.masked().start(), piece.masked().end());
            done = piece.masked().end();
        }
        small(text, done, text.length(), small);
        return small.toString();
    }

    private void small(CharSequence text, int from, int to, StringBuilder small) {
        for (int i = from; i < to; ) {
            int codePoint = Character.codePointAt(text, i);
            int length = Character.charCount(codePoint);
            String lower = UCharacter.toLowerCase(source, Character.toString(codePoint));
            small.append(lower.length() == length ? lower : Character.toString(codePoint));
            i += length;
        }
    }

    /** Spells characters of an answer as capitals, and those as the text's format does. */
    Spelling spelling(Spelling format) {
        return codePoint -> {
            if (!Character.isLowerCase(codePoint)) {
                return format.of(codePoint);
            }
            return UCharacter.toUpperCase(target, Character.toString(codePoint));
        };
    }
}
