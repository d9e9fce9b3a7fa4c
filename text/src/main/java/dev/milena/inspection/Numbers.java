// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a text that its translation does not have, and the other way round. One that is said in words is no loss; nor
 * are hours counted from noon, nor times of day on one side alone, which languages have many words for.
 * Stateless.
 */
final class Numbers {
    private static final int HOURS_TO_NOON = 12;

    /** Where so many differ, no way of saying them explains it. */
    private static final int MOST_COMPARED = 64;

    private Numbers() {}

    static @Nullable Doubt find(Subject subject, Limits limits) {
        if (!subject.isTranslation()) {
            return null;
        }
        List<Numeral> source = Numeral.of(subject.source());
        List<Numeral> output = Numeral.of(subject.output());
        if (source.isEmpty() && output.isEmpty()) {
            return null;
        }
        List<Numeral> missing = without(source, output);
        List<Numeral> added = without(output, source);
        if (missing.isEmpty() && added.isEmpty()) {
            return null;
        }
        if (areOfTheSameGroups(missing, added)) {
            return null;
        }
        if (missing.size() + added.size() <= MOST_COMPARED) {
            missing.removeIf(isSaidIn(subject.output(), subject.targetLanguage()));
            added.removeIf(isSaidIn(subject.source(), subject.sourceLanguage()));
            if (countsFromNoon(subject)) {
                removeHours(missing, added);
            }
        }
        boolean onOneSide = missing.isEmpty() || added.isEmpty();
        return onOneSide && Stream.concat(missing.stream(), added.stream()).allMatch(Numeral::isTime)
                ? null
                : new Doubt(DoubtKind.NUMBERS_ALTERED, spans(missing), spans(added), missing.size() + added.size());
    }

    /** What is left of some numbers when others of the same values are taken away. */
    private static List<Numeral> without(List<Numeral> numerals, List<Numeral> others) {
        Map<String, Integer> values = new HashMap<>();
        others.forEach(other -> values.merge(other.value(), 1, Integer::sum));
        List<Numeral> left = new ArrayList<>();
        for (Numeral numeral : numerals) {
            if (values.merge(numeral.value(), -1, Integer::sum) < 0) {
                left.add(numeral);
            }
        }
        return left;
    }

    /** Whether both sides have the same digits, put together in other ways, as dates and times are. */
    private static boolean areOfTheSameGroups(List<Numeral> missing, List<Numeral> added) {
        return groups(missing).equals(groups(added));
    }

    private static List<String> groups(List<Numeral> numerals) {
        return numerals.stream()
                .flatMap(numeral -> numeral.groups().stream())
                .sorted()
                .toList();
    }

    private static Predicate<Numeral> isSaidIn(String text, String language) {
        if (language.isEmpty()) {
            return numeral -> false;
        }
        String folded = SpelledNumbers.folded(text);
        SpelledNumbers spelled = SpelledNumbers.of(language);
        return numeral -> {
            Long whole = numeral.whole();
            return whole != null && spelled.isIn(folded, whole);
        };
    }

    private static boolean countsFromNoon(Subject subject) {
        return Stream.of(subject.source(), subject.output())
                .map(text -> text.toLowerCase(Locale.ROOT))
                .anyMatch(text -> text.contains("pm") || text.contains("p.m") || text.contains("o'clock"));
    }

    private static void removeHours(List<Numeral> missing, List<Numeral> added) {
        for (Numeral one : List.copyOf(missing)) {
            for (Numeral other : List.copyOf(added)) {
                if (isTwelveHoursFrom(one, other) || isTwelveHoursFrom(other, one)) {
                    missing.remove(one);
                    added.remove(other);
                    break;
                }
            }
        }
    }

    private static boolean isTwelveHoursFrom(Numeral early, Numeral late) {
        List<String> one = early.groups();
        List<String> other = late.groups();
        boolean sameMinutes = one.size() == other.size()
                ? one.subList(1, one.size()).equals(other.subList(1, other.size()))
                : one.size() == 1 && other.size() == 2 && other.get(1).equals("0");
        return sameMinutes
                && one.get(0).length() <= 2
                && other.get(0).length() <= 2
                && Integer.parseInt(one.get(0)) + HOURS_TO_NOON == Integer.parseInt(other.get(0));
    }

    private static List<TextSpan> spans(List<Numeral> numerals) {
        return numerals.stream().limit(Subject.MOST_SPANS).map(Numeral::span).toList();
    }
}
