# SPDX-License-Identifier: Apache-2.0
"""Writes LanguageTable.java from CLDR, as the package Babel holds it: aliases of languages, and likely scripts and regions.

pip install babel==2.19.0 && python tests/make_language_table.py PATH/TO/LanguageTable.java
"""

import re
import sys
from pathlib import Path

import babel
from babel.core import get_global

NORWEGIAN = "no nb"
"""CLDR has both, and says of nb and nn that they are kinds of no; Norwegian without more is Bokmål, as in java.util."""
HEAD = '''// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What CLDR knows of languages: other names, and the script and the region that are meant where none is said. Made by
 * {@code model-export/tests/make_language_table.py} from Babel %(version)s, not by hand. Stateless, any thread.
 */
final class LanguageTable {
    /** A language's other name, and what it stands for. */
    private static final Map<String, String> ALIASES = pairs(
            """
%(aliases)s
            """);

    /** A language, or a language and a region, and the script and the region that are meant. Others are in Latin script. */
    private static final Map<String, String> LIKELY = pairs(
            """
%(likely)s
            """);

    private LanguageTable() {}

    /** The language, perhaps with a script or a region, that another name stands for, or null. */
    static @Nullable String alias(String language) {
        return ALIASES.get(language);
    }

    /** Script and region of a language, such as {@code Hans-CN}, or null where nothing is known of it. */
    static @Nullable String likely(String language) {
        return LIKELY.get(language);
    }

    private static Map<String, String> pairs(String lines) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : lines.replace("\\n", "").split(";", -1)) {
            int space = pair.indexOf(' ');
            if (space > 0) {
                pairs.put(pair.substring(0, space), pair.substring(space + 1));
            }
        }
        return Map.copyOf(pairs);
    }
}
'''


def aliases() -> list[str]:
    """Names of one part that stand for a language."""
    found = [
        f"{name} {meant.replace('_', '-')}"
        for name, meant in get_global("language_aliases").items()
        if name.isalpha()
    ]
    return sorted([*found, NORWEGIAN])


def likely() -> list[str]:
    """Languages of two letters and all that are not in Latin script; with a region where that changes the script."""
    subtags = get_global("likely_subtags")
    scripts = {name: meant.split("_")[1] for name, meant in subtags.items() if name.isalpha()}
    found = []
    for name, meant in subtags.items():
        language, _, region = name.partition("_")
        parts = meant.split("_")
        if language == "und" or len(parts) != 3 or (region and not re.fullmatch("[A-Z]{2}|[0-9]{3}", region)):
            continue
        plain = len(language) == 2 or parts[1] != "Latn"
        if (plain and not region) or (region and scripts.get(language) != parts[1]):
            found.append(f"{name.replace('_', '-')} {parts[1]}-{parts[2]}")
    return sorted(found)


def wrapped(pairs: list[str]) -> str:
    """Lines of a text block, a few pairs each."""
    lines, line = [], ""
    for pair in pairs:
        if len(line) + len(pair) > 96:
            lines.append(line)
            line = ""
        line += f"{pair};"
    return "\n".join(f"            {one}" for one in [*lines, line])


if __name__ == "__main__":
    told = {"version": babel.__version__, "aliases": wrapped(aliases()), "likely": wrapped(likely())}
    Path(sys.argv[1]).write_text(HEAD % told, encoding="utf-8")
