// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The settings of a properties file, line by line, so that a complaint can name one. Lines and escapes are those of
 * {@link Properties#load}.
 */
final class SettingsLines {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
    private static final String LETTERS_OF_ESCAPES = "tnfru";

    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    /**
     * Reads a whole file.
     *
     * @throws IllegalArgumentException when a line cannot be taken as it is; the message begins with its number
     */
    SettingsLines(String text) {
        List<String> natural = List.of(LINE_END.split(text, -1));
        for (int at = 0; at < natural.size(); ) {
            List<String> logical = new ArrayList<>();
            int first = at;
            boolean goesOn;
            do {
                String line = natural.get(at++);
                check(line, at);
                logical.add(line);
                goesOn = at < natural.size() && !isComment(logical.get(0)) && endsOpen(line);
            } while (goesOn);
            add(String.join("\n", logical), first + 1);
        }
    }

    /** What is set. */
    Map<String, String> settings() {
        return settings;
    }

    private void add(String logicalLine, int number) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logicalLine));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": \\u needs four hexadecimal digits", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
        for (String name : one.stringPropertyNames()) {
            Integer before = lines.put(name, number);
            if (before != null) {
                throw new IllegalArgumentException(
                        "line " + number + ": " + name + " is set in line " + before + " already; keep one of them");
            }
            settings.put(name, one.getProperty(name).strip());
        }
    }

    private static void check(String line, int number) {
        if (line.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("line " + number + ": there is a NUL character; save the file as UTF-8");
        }
        if (isComment(line)) {
            return;
        }
        for (int i = line.indexOf('\\'); i >= 0 && i + 1 < line.length(); i = line.indexOf('\\', i + 2)) {
            char next = line.charAt(i + 1);
            if (Character.isLetterOrDigit(next) && LETTERS_OF_ESCAPES.indexOf(next) < 0) {
                throw new IllegalArgumentException("line " + number + ": \\" + next
                        + " is no escape, and the backslash would be lost; write two backslashes for one");
            }
        }
    }

    private static boolean isComment(String line) {
        String start = line.stripLeading();
        return start.startsWith("#") || start.startsWith("!");
    }

    private static boolean endsOpen(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
