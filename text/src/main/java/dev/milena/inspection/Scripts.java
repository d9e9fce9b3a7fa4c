// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.util.ULocale;
import dev.milena.api.Doubt;
import dev.milena.api.DoubtKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers in a script that their language is not written in, by CLDR's likely scripts. What stands in the text itself is
 * none of the model's making. Any language takes words in Latin letters, which names and units are written in; half an answer
 * in them is too much. Stateless, any thread.
 */
final class Scripts {
    private static final int LEAST_LETTERS = 2;
    private static final int LEAST_LATIN = 8;
    private static final double MOST_LATIN = 0.5;

    /** Languages that are written in a second script as well, by four letters of ISO 15924. */
    private static final Map<String, List<String>> SECOND = Map.of(
            "sr", List.of("Latn", "Cyrl"),
            "bs", List.of("Latn", "Cyrl"),
            "uz", List.of("Latn", "Cyrl"),
            "az", List.of("Latn", "Cyrl", "Arab"),
            "kk", List.of("Cyrl", "Latn", "Arab"),
            "ky", List.of("Cyrl", "Latn", "Arab"),
            "mn", List.of("Cyrl", "Mong"),
            "pa", List.of("Guru", "Arab"),
            "ku", List.of("Latn", "Arab"),
            "ms", List.of("Latn", "Arab"));

    private static final KnownTags<Set<Integer>> KNOWN = new KnownTags<>(Scripts::scripts);

    private Scripts() {}

    static @Nullable Doubt find(Subject subject, Limits limits) {
        Set<Integer> expected = of(subject.answer().targetLanguage());
        if (expected.isEmpty()) {
            return null;
        }
        List<ScriptRun> runs = ScriptRun.of(subject.output());
        if (runs.stream().allMatch(run -> expected.contains(run.script()))) {
            return null;
        }
        Set<String> given = ScriptRun.of(subject.source()).stream()
                .map(run -> run.in(subject.source()))
                .collect(Collectors.toSet());
        List<ScriptRun> wrong = runs.stream()
                .filter(run -> !expected.contains(run.script()) && !given.contains(run.in(subject.output())))
                .toList();
        double letters = letters(runs);
        double latin = letters(wrong.stream().filter(Scripts::isLatin).toList());
        List<ScriptRun> counted = latin >= LEAST_LATIN && latin > MOST_LATIN * letters
                ? wrong
                : wrong.stream().filter(Scripts::isForeign).toList();
        return counted.isEmpty()
                ? null
                : new Doubt(
                        DoubtKind.WRONG_SCRIPT,
                        List.of(),
                        counted.stream()
                                .limit(Subject.MOST_SPANS)
                                .map(ScriptRun::span)
                                .toList(),
                        (float) (letters(counted) / letters));
    }

    private static double letters(List<ScriptRun> runs) {
        return runs.stream().mapToInt(ScriptRun::letters).sum();
    }

    private static boolean isLatin(ScriptRun run) {
        return run.script() == UScript.LATIN;
    }

    /** A letter alone is a sign, as in mathematics, but where it is a word. */
    private static boolean isForeign(ScriptRun run) {
        return !isLatin(run) && (run.letters() >= LEAST_LETTERS || run.script() == UScript.HAN);
    }

    /** The scripts of a language by its BCP-47 tag; none where nothing is known. */
    static Set<Integer> of(@Nullable String tag) {
        return tag == null ? Set.of() : KNOWN.of(tag);
    }

    private static Set<Integer> scripts(String tag) {
        ULocale said = ULocale.forLanguageTag(tag.replace('_', '-'));
        ULocale locale = ULocale.addLikelySubtags(said);
        if (said.getLanguage().isEmpty() || locale.getScript().isEmpty()) {
            return Set.of();
        }
        Set<Integer> scripts = new HashSet<>();
        List<String> names = said.getScript().isEmpty()
                ? SECOND.getOrDefault(said.getLanguage(), List.of(locale.getScript()))
                : List.of(said.getScript());
        for (String name : names) {
            int[] codes = UScript.getCode(
                    new ULocale.Builder().setLocale(locale).setScript(name).build());
            for (int code : codes == null ? new int[0] : codes) {
                scripts.add(code);
            }
        }
        return Set.copyOf(scripts);
    }
}
