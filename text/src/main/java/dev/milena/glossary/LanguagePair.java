// SPDX-License-Identifier: Apache-2.0
package dev.milena.glossary;

import dev.milena.api.LanguageTags;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From which language into which. Immutable.
 *
 * @param source BCP-47 tag
 * @param target BCP-47 tag
 */
public record LanguagePair(String source, String target) {
    private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

    public LanguagePair {
        if (!TAG.matcher(source).matches() || !TAG.matcher(target).matches()) {
            throw new IllegalArgumentException("'" + source + "' and '" + target
                    + "' are no pair of languages; write two BCP-47 tags, as in en-de or en-GB>de-AT");
        }
    }

    /**
     * Reads {@code en-de}, or {@code en-GB>de-AT} where a tag has parts.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static LanguagePair parse(String text) {
        int at = text.indexOf('>');
        int dash = text.indexOf('-');
        if (at < 0 && (dash < 0 || dash != text.lastIndexOf('-'))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no pair of languages; write two BCP-47 tags, as in en-de or en-GB>de-AT");
        }
        int between = at < 0 ? dash : at;
        return new LanguagePair(
                text.substring(0, between).strip(), text.substring(between + 1).strip());
    }

    /** Whether a text of these languages is of this pair: {@code en-GB} is English, English need not be {@code en-GB}. */
    boolean isOf(@Nullable String from, @Nullable String into) {
        return is(source, from) && is(target, into);
    }

    private static boolean is(String tag, @Nullable String wanted) {
        return wanted != null && LanguageTags.lookup(wanted, List.of(tag)).isPresent();
    }

    @Override
    public String toString() {
        return source.contains("-") || target.contains("-") ? source + ">" + target : source + "-" + target;
    }
}
