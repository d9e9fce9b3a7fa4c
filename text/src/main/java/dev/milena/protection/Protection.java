// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.ModelInfo;
import java.util.Arrays;
import java.util.List;

/**
 * What must not change in which texts: all sets of rules in translations and nothing in other answers, nothing at all, or the
 * named sets in every answer. Immutable, any thread.
 */
public final class Protection {
    /** All sets in translations, nothing elsewhere; as settings spell it. */
    public static final String AUTO = "auto";

    /** Nothing; as settings spell it. */
    public static final String NONE = "none";

    private final Protector inTranslations;
    private final Protector elsewhere;

    private Protection(Protector inTranslations, Protector elsewhere) {
        this.inTranslations = inTranslations;
        this.elsewhere = elsewhere;
    }

    /** Nothing is protected. */
    public static Protection none() {
        return new Protection(Protector.NOTHING, Protector.NOTHING);
    }

    /** All sets that come with the library are protected in translations. */
    public static Protection auto() {
        return parse(AUTO, Rules.builtIn());
    }

    /**
     * Reads {@code auto}, {@code none} or names of sets with commas between them.
     *
     * @throws IllegalArgumentException when there is no set of that name
     */
    public static Protection parse(String setting, Rules rules) {
        String wanted = setting.strip();
        if (wanted.equals(NONE)) {
            return none();
        }
        if (wanted.equals(AUTO)) {
            return new Protection(Protector.of(rules, rules.sets()), Protector.NOTHING);
        }
        List<String> names = Arrays.stream(wanted.split(",")).map(String::strip).toList();
        Protector named = Protector.of(rules, rules.named(names));
        return new Protection(named, named);
    }

    /** What is protected in texts that a model of that task is asked. */
    public Protector in(String task) {
        return task.equals(ModelInfo.TRANSLATION) ? inTranslations : elsewhere;
    }
}
