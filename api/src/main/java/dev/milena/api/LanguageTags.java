// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks language tags up. Stateless, any thread. */
public final class LanguageTags {

    private LanguageTags() {}

    /**
     * The tag that stands for a wanted one: without regard to case, and shortened from the right until one is known
     * (lookup of RFC 4647), so that {@code de-AT} finds {@code de}.
     *
     * @param wanted BCP-47 tag, or anything else that a sender took for one
     * @param known tags that there are
     */
    public static Optional<String> lookup(String wanted, List<String> known) {
        String range = wanted.toLowerCase(Locale.ROOT).replace('_', '-');
        while (!range.isEmpty()) {
            String candidate = range;
            Optional<String> match = known.stream()
                    .filter(tag -> tag.equalsIgnoreCase(candidate))
                    .findFirst();
            if (match.isPresent()) {
                return match;
            }
            range = range.substring(0, Math.max(0, range.lastIndexOf('-')));
        }
        return Optional.empty();
    }
}
