// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Named sets of rules that say what must not change: those that come with the library, and a user's own. Expressions are
 * RE2's, whose time grows with the text and no faster. Immutable, any thread.
 */
public final class Rules {
    static final String TAG = "tag";
    static final String CODE = "code";
    static final String EMOJI = "emoji";

    /** Of terms that are not translated. */
    static final String GLOSSARY = "glossary";

    /** Most expressions in a file of one's own. */
    private static final int MAX_OWN = 200;

    /** Most characters of an expression of one's own. */
    private static final int MAX_LENGTH = 500;

    /** Most instructions that such an expression may be compiled to: what one character of a text may cost. */
    private static final int MAX_PROGRAM = 1_000;

    /** In a line of ours, of a rule whose matches reach no further than a word beside what they need. */
    private static final String NEAR = "near";

    private static final Pattern SET_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final Rules BUILT_IN = new Rules(readBuiltIn(), List.of());

    private final List<Rule> builtIn;
    private final List<Rule> own;

    private Rules(List<Rule> builtIn, List<Rule> own) {
        this.builtIn = List.copyOf(builtIn);
        this.own = List.copyOf(own);
    }

    /** The sets that come with the library. */
    public static Rules builtIn() {
        return BUILT_IN;
    }

    /**
     * Those, and the ones of a file: a line is the name of a set, a tab and an expression. Lines that begin with {@code #} and
     * empty ones say nothing.
     *
     * @throws IllegalArgumentException when the file or a line of it cannot be used, with the line and the rule
     */
    public static Rules withOwn(Path file) {
        return new Rules(BUILT_IN.builtIn, own(file));
    }

    /** Names of all sets, in the order of the alphabet. */
    public Set<String> sets() {
        Set<String> names = new TreeSet<>();
        builtIn.forEach(rule -> names.add(rule.set()));
        own.forEach(rule -> names.add(rule.set()));
        names.add(EMOJI);
        return names;
    }

    List<Rule> builtIn(Set<String> sets) {
        return builtIn.stream().filter(rule -> sets.contains(rule.set())).toList();
    }

    List<Rule> own(Set<String> sets) {
        return own.stream().filter(rule -> sets.contains(rule.set())).toList();
    }

    private static List<Rule> readBuiltIn() {
        List<Rule> rules = new ArrayList<>();
        try (InputStream stream = Objects.requireNonNull(Rules.class.getResourceAsStream("patterns.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] columns = line.split("\t", -1);
                    List<String> needs = List.of(columns[2].split(" ", -1));
                    boolean isNear = columns.length > 3 && columns[3].equals(NEAR);
                    rules.add(new Rule(columns[0], Pattern.compile(columns[1]), needs, isNear));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }

    private static List<Rule> own(Path file) {
        List<Rule> rules = new ArrayList<>();
        List<String> lines = read(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                rules.add(rule(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        if (rules.size() > MAX_OWN) {
            throw new IllegalArgumentException(
                    file + " has " + rules.size() + " expressions; at most " + MAX_OWN + " are tried on every text");
        }
        return rules;
    }

    private static List<String> read(Path file) {
        try {
            String content = Files.readString(file, StandardCharsets.UTF_8);
            return (content.startsWith("\uFEFF") ? content.substring(1) : content)
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8; write it in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read (" + e + "); name a file that this process may read", e);
        }
    }

    private static Rule rule(String line) {
        int tab = line.indexOf('\t');
        if (tab < 0) {
            throw new IllegalArgumentException("there is no tab; write the name of a set, a tab and an expression");
        }
        String set = line.substring(0, tab);
        String expression = line.substring(tab + 1);
        if (!SET_NAME.matches(set)) {
            throw new IllegalArgumentException("the set is called " + set
                    + "; a name has 1 to 32 lower-case letters, digits, - and _, a letter first");
        }
        if (expression.isEmpty() || expression.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the expression has " + expression.length() + " characters; it must have 1 to " + MAX_LENGTH);
        }
        return new Rule(set, compiled(expression), List.of(), false);
    }

    private static Pattern compiled(String expression) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the expression is none of RE2's (" + e.getMessage()
                            + "); look-around and back-references do not exist there, as they could take for ever",
                    e);
        }
        if (pattern.programSize() > MAX_PROGRAM) {
            throw new IllegalArgumentException(
                    "the expression comes to " + pattern.programSize() + " instructions, and at most " + MAX_PROGRAM
                            + " are run for every character; use smaller repetitions");
        }
        if (pattern.matches("")) {
            throw new IllegalArgumentException("the expression matches nothing at all; use + instead of *");
        }
        return pattern;
    }

    /** The sets that a list names. */
    Set<String> named(List<String> names) {
        Set<String> known = sets();
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no set of protected pieces called " + name + "; there are "
                        + String.join(", ", known));
            }
            chosen.add(name);
        }
        return chosen;
    }
}
