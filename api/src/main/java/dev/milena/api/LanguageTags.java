// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks language tags up, as people really send them. Stateless, any thread. */
public final class LanguageTags {
    /** BCP-47 for a language that nobody determined: among known tags it takes any. */
    private static final String ANY = "und";

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,8}");
    private static final Pattern EXTENDED = Pattern.compile("[A-Za-z]{3}");
    private static final Pattern SCRIPT = Pattern.compile("[A-Za-z]{4}");
    private static final Pattern REGION = Pattern.compile("[A-Za-z]{2}|[0-9]{3}");

    /** UTF-16 units of a tag whose meaning is remembered, at most. */
    private static final int LONGEST = 35;

    private LanguageTags() {}

    /**
     * The tag that stands for a wanted one. In this order: the same tag, without regard to case; the one tag of the same
     * language and script by CLDR, so that {@code zh-TW} finds {@code zh-Hant}, {@code iw} finds {@code he} and
     * {@code zho_Hans} finds {@code zh-Hans}; the tag shortened from the right until one is known (lookup of RFC 4647), so
     * that {@code de-AT} finds {@code de}; and {@code und}, which takes any language. A tag that could be several of the
     * known ones finds none: see {@link #choices}.
     *
     * @param wanted BCP-47 tag, a model's own code, or anything else that a sender took for one
     * @param known tags that there are
     */
    public static Optional<String> lookup(String wanted, List<String> known) {
        String range = wanted.toLowerCase(Locale.ROOT).replace('_', '-');
        Optional<String> itself = named(range, known);
        if (itself.isPresent()) {
            return itself;
        }
        List<String> choices = choices(wanted, known);
        if (choices.size() == 1) {
            return Optional.of(choices.get(0));
        }
        while (choices.isEmpty() && range.lastIndexOf('-') > 0) {
            range = range.substring(0, range.lastIndexOf('-'));
            Optional<String> shorter = named(range, known);
            if (shorter.isPresent()) {
                return shorter;
            }
        }
        return named(ANY, known);
    }

    /**
     * The known tags that a wanted one could mean: of its language and its script, and of them only those of its region, or
     * else those of none, where there are such.
     */
    public static List<String> choices(String wanted, List<String> known) {
        Meaning meant = Meaning.of(wanted);
        if (meant == null) {
            return List.of();
        }
        List<String> same = known.stream().filter(meant::isOneLanguageWith).toList();
        List<String> there =
                same.stream().filter(tag -> isOfRegion(tag, meant.region())).toList();
        List<String> anywhere = same.stream().filter(tag -> isOfRegion(tag, "")).toList();
        return !there.isEmpty() ? there : !anywhere.isEmpty() ? anywhere : same;
    }

    private static boolean isOfRegion(String tag, String region) {
        Meaning meaning = Meaning.of(tag);
        return meaning != null && meaning.statedRegion().equals(region);
    }

    private static Optional<String> named(String name, List<String> known) {
        return known.stream().filter(tag -> tag.equalsIgnoreCase(name)).findFirst();
    }

    /**
     * What a tag means: everything in it that a model could know, and what CLDR adds.
     *
     * @param language in the shortest of its names
     * @param script as said, or the likely one
     * @param region as said, or the likely one; empty where nothing is known
     * @param statedRegion as said, or empty
     */
    private record Meaning(String language, String script, String region, String statedRegion) {
        private static final int MOST_REMEMBERED = 2_000; // more than there are languages
        private static final Map<String, Optional<Meaning>> REMEMBERED = new ConcurrentHashMap<>();

        static @Nullable Meaning of(String tag) {
            Optional<Meaning> found = REMEMBERED.get(tag);
            if (found != null) {
                return found.orElse(null);
            }
            Meaning read = read(tag);
            if (REMEMBERED.size() < MOST_REMEMBERED && tag.length() <= LONGEST) {
                REMEMBERED.put(tag, Optional.ofNullable(read));
            }
            return read;
        }

        private static @Nullable Meaning read(String tag) {
            String[] parts = tag.split("[-_]", -1);
            String language = parts[0].toLowerCase(Locale.ROOT);
            String script = "";
            String region = "";
            if (!LANGUAGE.matcher(language).matches() || language.equals(ANY)) {
                return null;
            }
            for (int i = 1; i < parts.length; i++) {
                if (i == 1 && EXTENDED.matcher(parts[i]).matches()) {
                    language = parts[i].toLowerCase(Locale.ROOT); // zh-yue is yue
                } else if (script.isEmpty()
                        && region.isEmpty()
                        && SCRIPT.matcher(parts[i]).matches()) {
                    script = parts[i].substring(0, 1).toUpperCase(Locale.ROOT)
                            + parts[i].substring(1).toLowerCase(Locale.ROOT);
                } else if (region.isEmpty() && REGION.matcher(parts[i]).matches()) {
                    region = parts[i].toUpperCase(Locale.ROOT);
                }
            }
            String other = LanguageTable.alias(language);
            if (other != null) {
                int dash = other.indexOf('-');
                String rest = dash < 0 ? "" : other.substring(dash + 1);
                language = dash < 0 ? other : other.substring(0, dash);
                script = script.isEmpty() && rest.length() == 4 ? rest : script;
                region = region.isEmpty() && rest.length() < 4 ? rest : region;
            }
            return likely(language, script, region, statedRegion(parts));
        }

        private static Meaning likely(String language, String script, String region, String statedRegion) {
            String known = region.isEmpty() ? null : LanguageTable.likely(language + "-" + region);
            if (known == null) {
                known = LanguageTable.likely(language);
            }
            int dash = known == null ? -1 : known.indexOf('-');
            String likelyScript = known == null ? "Latn" : known.substring(0, dash);
            String likelyRegion = known == null || !(script.isEmpty() || script.equals(likelyScript))
                    ? ""
                    : known.substring(dash + 1);
            return new Meaning(
                    language,
                    script.isEmpty() ? likelyScript : script,
                    region.isEmpty() ? likelyRegion : region,
                    statedRegion);
        }

        boolean isOneLanguageWith(String tag) {
            Meaning other = of(tag);
            return other != null && language.equals(other.language) && script.equals(other.script);
        }

        private static String statedRegion(String[] parts) {
            for (int i = 1; i < parts.length; i++) {
                if (REGION.matcher(parts[i]).matches()) {
                    return parts[i].toUpperCase(Locale.ROOT);
                }
            }
            return "";
        }
    }
}
