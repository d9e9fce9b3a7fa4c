// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number written in digits of any script. Its value does not depend on how a language groups thousands and marks decimals:
 * {@code 10,000}, {@code 10.000} and {@code 10 000} are one, and so are {@code 3.5} and {@code 3,5}, {@code 6:30} and
 * {@code 6.30}.
 *
 * @param span where it stands
 * @param groups its runs of digits, without zeros at their start
 * @param value in one way of writing
 * @param isTime whether a colon stands in it
 */
record Numeral(TextSpan span, List<String> groups, String value, boolean isTime) {
    private static final String SEPARATORS = ".,:'’·٫٬\u00A0\u202F\u2009 ";
    private static final int THOUSANDS = 3;
    private static final int MOST_DIGITS_OF_A_LONG = 18;

    /** The numbers of a text in order. */
    static List<Numeral> of(String text) {
        List<Numeral> numerals = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (Character.isDigit(codePoint)) {
                Numeral numeral = at(text, i);
                numerals.add(numeral);
                i = numeral.span().end();
            } else {
                i += Character.charCount(codePoint);
            }
        }
        return numerals;
    }

    private static Numeral at(String text, int start) {
        List<String> groups = new ArrayList<>();
        StringBuilder separators = new StringBuilder();
        int end = endOfDigits(text, start);
        groups.add(digits(text, start, end));
        while (end + 1 < text.length()
                && SEPARATORS.indexOf(text.charAt(end)) >= 0
                && Character.isDigit(text.codePointAt(end + 1))) {
            int next = endOfDigits(text, end + 1);
            String group = digits(text, end + 1, next);
            boolean isSpace = Character.isSpaceChar(text.charAt(end));
            if (isSpace
                    && (group.length() != THOUSANDS
                            || groups.get(groups.size() - 1).length() > THOUSANDS)) {
                break;
            }
            separators.append(text.charAt(end));
            groups.add(group);
            end = next;
        }
        return new Numeral(
                new TextSpan(start, end),
                groups.stream().map(Numeral::withoutZeros).toList(),
                value(groups, separators),
                separators.indexOf(":") >= 0);
    }

    private static int endOfDigits(String text, int start) {
        int end = start;
        while (end < text.length() && Character.isDigit(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    private static String digits(String text, int start, int end) {
        StringBuilder digits = new StringBuilder();
        text.substring(start, end)
                .codePoints()
                .forEach(digit -> digits.append((char) ('0' + Character.digit(digit, 10))));
        return digits.toString();
    }

    private static String value(List<String> groups, CharSequence separators) {
        int last = groups.size() - 1;
        if (last == 0 || separators.chars().anyMatch(separator -> separator == ':')) {
            return joined(groups, ".");
        }
        boolean isUniform = separators.chars().distinct().count() == 1;
        if (isUniform && areThousands(groups)) {
            return joined(groups, "");
        }
        boolean hasDecimals = last > 1 && !isUniform && areThousands(groups.subList(0, last));
        return hasDecimals ? joined(groups.subList(0, last), "") + "." + groups.get(last) : joined(groups, ".");
    }

    private static boolean areThousands(List<String> groups) {
        return groups.get(0).length() <= THOUSANDS
                && groups.stream().skip(1).allMatch(group -> group.length() == THOUSANDS);
    }

    private static String joined(List<String> groups, String with) {
        return withoutZeros(String.join(with, groups));
    }

    private static String withoutZeros(String digits) {
        int start = 0;
        while (start + 1 < digits.length()
                && digits.charAt(start) == '0'
                && Character.isDigit(digits.charAt(start + 1))) {
            start++;
        }
        return digits.substring(start);
    }

    /** Its value where it is a whole number of at most 18 digits, else null. */
    @Nullable
    Long whole() {
        return value.indexOf('.') >= 0 || value.length() > MOST_DIGITS_OF_A_LONG ? null : (Long) Long.parseLong(value);
    }
}
