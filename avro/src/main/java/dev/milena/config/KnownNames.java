// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/** Finds misspelt setting names and the name that was meant. */
final class KnownNames {

    private KnownNames() {}

    static void refuseUnknown(Collection<String> given, Collection<String> known) {
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

    static String nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein distance. */
    static int distance(String a, String b) {
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
