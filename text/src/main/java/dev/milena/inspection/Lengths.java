// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import com.ibm.icu.lang.UScript;
import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translations that are far shorter or longer than their text. Stateless. */
final class Lengths {
    /** Added to both sides: the shorter a text, the less its length says of that of its translation. */
    private static final double FREE = 10;

    private static final double LETTERS_OF_A_HAN = 2.5;
    private static final double LETTERS_OF_A_KANA = 1.5;
    private static final double LETTERS_OF_A_HANGUL = 2;

    private Lengths() {}

    static @Nullable Doubt tooShort(Subject subject, Limits limits) {
        if (!subject.isTranslation()) {
            return null;
        }
        boolean nothing =
                subject.outputWords().isEmpty() && !subject.sourceWords().isEmpty();
        double ratio = nothing ? 0 : ratio(subject);
        return nothing || ratio < limits.leastLength() ? doubt(DoubtKind.TOO_SHORT, subject, ratio) : null;
    }

    static @Nullable Doubt tooLong(Subject subject, Limits limits) {
        if (!subject.isTranslation()) {
            return null;
        }
        double ratio = ratio(subject);
        return ratio > limits.mostLength() ? doubt(DoubtKind.TOO_LONG, subject, ratio) : null;
    }

    private static Doubt doubt(DoubtKind kind, Subject subject, double ratio) {
        return new Doubt(kind, List.of(subject.wholeSource()), List.of(subject.wholeOutput()), (float) ratio);
    }

    private static double ratio(Subject subject) {
        return (letters(subject.output()) + FREE) / (letters(subject.source()) + FREE);
    }

    /** Its length in letters of an alphabet: one character of Chinese says more than one of German. */
    private static double letters(String text) {
        double letters = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            letters += codePoint < 0x1100 ? 1 : letters(codePoint);
            i += Character.charCount(codePoint);
        }
        return letters;
    }

    private static double letters(int codePoint) {
        return switch (UScript.getScript(codePoint)) {
            case UScript.HAN -> LETTERS_OF_A_HAN;
            case UScript.HIRAGANA, UScript.KATAKANA -> LETTERS_OF_A_KANA;
            case UScript.HANGUL -> LETTERS_OF_A_HANGUL;
            default -> 1;
        };
    }
}
