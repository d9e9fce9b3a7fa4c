// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.language.DetectedLanguage;
import dev.milena.language.LanguageDetector;
import dev.milena.language.opennlp.OpenNlpLanguageDetector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How often a detector finds the language of real texts, and how sure it is of what is in no language. */
@Command(
        name = "benchmarks/languages",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Detects the language of texts whose language is known and prints the shares, and the time of a text.")
public final class LanguageBenchmark implements Callable<Integer> {
    private static final Pattern SOURCE = Pattern.compile("([A-Za-z_-]+)=(.+):([1-9][0-9]*)");

    @Option(
            names = "--texts",
            required = true,
            paramLabel = "LANGUAGE=FILE:COLUMN",
            description = "texts in one language: a column, from 1, of a tab-separated file")
    private List<String> sources = List.of();

    @Option(names = "--candidates", split = ",", defaultValue = "en,de", description = "languages that bundles read")
    private List<String> candidates = List.of();

    @Option(names = "--count", defaultValue = "1000", description = "texts of each")
    private int count;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the choice and of what is in no language")
    private long seed;

    @Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LanguageBenchmark()).execute(arguments));
    }

    /** What was found in texts of one kind. */
    private record Found(int texts, int right, int candidate, int other, int unsure, long median, long p99) {
        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f%% | %.1f%% | %.1f%% | %.1f%% | %d | %d |",
                    name,
                    texts,
                    share(right),
                    share(candidate),
                    share(other),
                    share(unsure),
                    median,
                    p99);
        }

        private double share(int of) {
            return 100.0 * of / texts;
        }
    }

    @Override
    public Integer call() throws IOException {
        LanguageDetector detector = new OpenNlpLanguageDetector();
        Set<String> readable = new LinkedHashSet<>(candidates);
        PrintWriter out = commandLine().getOut();
        List<String> rows = new ArrayList<>();
        boolean isWarm = false;
        for (String source : sources) {
            Matcher matcher = SOURCE.matcher(source);
            if (!matcher.matches()) {
                throw new ParameterException(
                        commandLine(), "'" + source + "' is not LANGUAGE=FILE:COLUMN, such as en=test.tsv:1");
            }
            List<String> texts = column(Path.of(matcher.group(2)), Integer.parseInt(matcher.group(3)));
            if (!isWarm) {
                measure(detector, texts, null, readable);
                isWarm = true;
            }
            rows.add(measure(detector, texts, matcher.group(1), readable).row(source.replaceAll("=.*/", "=")));
        }
        rows.add(measure(detector, noise(), null, readable).row("in no language"));
        out.println(
                "| texts | number | right | the other candidate | a third language | not sure | us a text, median | p99 |");
        out.println("|---|---|---|---|---|---|---|---|");
        rows.forEach(out::println);
        out.flush();
        return 0;
    }

    private static Found measure(
            LanguageDetector detector, List<String> texts, @Nullable String language, Set<String> readable) {
        int right = 0;
        int candidate = 0;
        int other = 0;
        int unsure = 0;
        long[] micros = new long[texts.size()];
        for (int i = 0; i < texts.size(); i++) {
            long start = System.nanoTime();
            DetectedLanguage found = detector.detect(texts.get(i), readable);
            micros[i] = (System.nanoTime() - start) / 1_000;
            String named = found.language();
            if (named == null) {
                unsure++;
            } else if (named.equals(language)) {
                right++;
            } else if (readable.contains(named)) {
                candidate++;
            } else {
                other++;
            }
        }
        Arrays.sort(micros);
        return new Found(
                texts.size(),
                right,
                candidate,
                other,
                unsure,
                micros[micros.length / 2],
                micros[micros.length * 99 / 100]);
    }

    private List<String> column(Path file, int column) throws IOException {
        Set<String> distinct = new LinkedHashSet<>();
        try (var lines = Files.lines(file)) {
            lines.map(line -> line.split("\t", -1))
                    .filter(cells -> cells.length >= column && !cells[column - 1].isBlank())
                    .forEach(cells -> distinct.add(cells[column - 1]));
        }
        if (distinct.isEmpty()) {
            throw new ParameterException(commandLine(), file + " has no text in column " + column);
        }
        List<String> texts = new ArrayList<>(distinct);
        Collections.shuffle(texts, new Random(seed));
        return texts.subList(0, Math.min(count, texts.size()));
    }

    /** Numbers, names of things, letters at random, emoji, marks: nothing that a language could be told from. */
    private List<String> noise() {
        Random random = new Random(seed);
        List<String> noise = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            noise.add(
                    switch (i % 6) {
                        case 0 ->
                            random.nextInt(10_000) + "," + random.nextInt(1_000) + " " + random.nextInt(100) + "%";
                        case 1 -> letters(random, "ABCDEFGHJKLMNPQRSTUVWXYZ", 3) + "-" + random.nextInt(100_000);
                        case 2 ->
                            letters(random, "abcdefghijklmnopqrstuvwxyz", 3 + random.nextInt(12)) + " "
                                    + letters(random, "abcdefghijklmnopqrstuvwxyz", 3 + random.nextInt(12));
                        case 3 -> letters(random, "?!.,;:-_#*+/()[]{}", 1 + random.nextInt(10));
                        case 4 ->
                            Character.toString(0x1F600 + random.nextInt(60)).repeat(1 + random.nextInt(5));
                        default -> Long.toHexString(random.nextLong()) + "-" + Long.toHexString(random.nextLong());
                    });
        }
        return noise;
    }

    private static String letters(Random random, String of, int howMany) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < howMany; i++) {
            letters.append(of.charAt(random.nextInt(of.length())));
        }
        return letters.toString();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the specification");
        }
        return spec.commandLine();
    }
}
