// SPDX-License-Identifier: Apache-2.0
package dev.milena.markup;

import dev.milena.glossary.TermMatch;
import dev.milena.protection.ProtectedText;
import dev.milena.protection.Protector;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a text is marked up. */
public enum TextFormat {
    /** Not at all. */
    PLAIN,
    /** HTML, a whole page or a part of one. */
    HTML,
    /** XML, a whole document or a part of one. */
    XML,
    /** CommonMark with the tables of GitHub. */
    MARKDOWN;

    /**
     * Reads {@code plain}, {@code html}, {@code xml} or {@code markdown}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static TextFormat parse(String text) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "format is " + text + "; it must be one of " + List.of(values()) + "."));
    }

    /** A text of this format, with its marks, what else must not change, and the terms of a glossary in it, in order. */
    public ProtectedText read(String text, Protector protector, List<TermMatch> terms) {
        return switch (this) {
            case PLAIN -> protector.find(text, terms);
            case HTML -> new TreeReader(text, false).read().with(protector, terms);
            case XML -> new TreeReader(text, true).read().with(protector, terms);
            case MARKDOWN -> new MarkdownReader(text).read().with(protector, terms);
        };
    }

    /** As settings spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
