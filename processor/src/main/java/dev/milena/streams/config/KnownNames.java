// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/** Finds misspelt setting names and the name that was meant. */
public final class KnownNames {

    private static final int NEARLY = 2;

    private KnownNames() {}

    /**
     * Refuses what is not known.
     *
     * @throws ConfigException when a given name is none of the known ones; it says which is nearest
     */
    public static void refuseUnknown(Collection<String> given, Collection<String> known) {
        List<String> complaints = given.stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .map(name -> name + " (nearest known name: " + nearest(name, known) + ")")
                .toList();
        if (!complaints.isEmpty()) {
            throw new ConfigException("Unknown setting " + String.join(", ", complaints)
                    + "; correct or remove it. `./milena config docs` lists every setting");
        }
    }

    /**
     * Refuses what is nearly known and meant for nobody else: a misspelt name.
     *
     * @throws ConfigException when a given name differs from a known one in one or two characters
     */
    static void refuseMisspelt(Collection<String> given, Collection<String> known) {
        given.stream()
                .filter(name -> !known.contains(name))
                .filter(name -> distance(name, nearest(name, known)) <= NEARLY)
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new ConfigException("There is no setting " + name + "; was " + nearest(name, known)
                            + " meant? Correct it, or take it out");
                });
    }

    /** The known name that is nearest to a given one. */
    public static String nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein distance. */
    public static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
