// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of settings as types: strings as in a file, or objects of the type. Each complaint is an
 * {@link IllegalArgumentException} that gives key, value, rule and cure. Immutable, any thread.
 */
final class SettingValues {
    private final Map<String, ?> settings;

    SettingValues(Map<String, ?> settings) {
        this.settings = settings;
    }

    /** A whole number, both bounds included. */
    int integer(String key, int otherwise, int least, int most) {
        return (int) whole(key, otherwise, least, most);
    }

    /** A whole number, both bounds included. */
    long whole(String key, long otherwise, long least, long most) {
        String rule = most == Long.MAX_VALUE || most == Integer.MAX_VALUE
                ? "a whole number from " + least
                : "a whole number from " + least + " to " + most;
        return value(key, otherwise, rule, text -> {
            long number = Long.parseLong(text);
            return number >= least && number <= most ? number : null;
        });
    }

    /** A finite number, both bounds included. */
    double number(String key, double otherwise, double least, double most) {
        return value(key, otherwise, String.format(Locale.ROOT, "a number from %s to %s", least, most), text -> {
            double number = Double.parseDouble(text);
            return number >= least && number <= most ? number : null;
        });
    }

    /** A finite number, both bounds included, or NaN, which stands for none. */
    double numberOrNone(String key, double least, double most) {
        return value(
                key, Double.NaN, String.format(Locale.ROOT, "a number from %s to %s, or NaN", least, most), text -> {
                    double number = Double.parseDouble(text);
                    return Double.isNaN(number) || (number >= least && number <= most) ? number : null;
                });
    }

    boolean flag(String key, boolean otherwise) {
        return value(key, otherwise, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    String oneOf(String key, String otherwise, String... allowed) {
        return value(
                key,
                otherwise,
                String.join(" or ", allowed),
                text -> Arrays.asList(allowed).contains(text) ? text : null);
    }

    String matching(String key, String otherwise, Pattern pattern, String rule) {
        return value(key, otherwise, rule, text -> pattern.matcher(text).matches() ? text : null);
    }

    /** What is separated by commas: at least one entry, none empty or twice. */
    List<String> list(String key) {
        Object given = settings.get(key);
        String rule = "one folder or more, separated by commas, none empty or twice";
        if (given == null) {
            throw new IllegalArgumentException(key + " is missing; it must be " + rule + ". Set it");
        }
        List<String> entries = given instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : Arrays.stream(given.toString().split(",", -1))
                        .map(String::strip)
                        .toList();
        if (entries.isEmpty()
                || entries.stream().anyMatch(String::isBlank)
                || entries.stream().distinct().count() < entries.size()) {
            throw refused(key, given, rule);
        }
        return entries;
    }

    private <T> T value(String key, T otherwise, String rule, Function<String, @Nullable T> parse) {
        Object given = settings.get(key);
        if (given == null) {
            return otherwise;
        }
        @Nullable T value;
        try {
            value = parse.apply(given.toString().strip());
        } catch (NumberFormatException e) {
            value = null;
        }
        if (value == null) {
            throw refused(key, given, rule);
        }
        return value;
    }

    private static IllegalArgumentException refused(String key, Object given, String rule) {
        return new IllegalArgumentException(
                key + " is " + given + "; it must be " + rule + ". Correct it, or leave it out for the default");
    }
}
