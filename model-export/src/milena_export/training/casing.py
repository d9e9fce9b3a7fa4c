# SPDX-License-Identifier: Apache-2.0
"""Targets written as their sources write. Titles Have Capitals; the texts that they are of have them for names alone.

A model that copies words need not learn then that `Sensor` and `sensor` are one. The idea is that of truecasing in
statistical translation (Lita et al., 2003, "tRuEcasIng").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from milena_export.corpus import Pair

WORD = re.compile(r"[^\W\d_][\w'-]*")
FIRST = re.compile(r"(?:^|[.!?]\s+)\W*$")
"""What stands before the first word of a sentence."""


class Casing:
    """How a corpus writes its words."""

    def __init__(self, sources: Iterable[str]) -> None:
        counts: dict[str, Counter[str]] = {}
        for source in sources:
            for word in _inside(source):
                counts.setdefault(word.lower(), Counter())[word] += 1
        # Of forms that are as frequent the smaller string wins, so that the order of texts decides nothing.
        self._usual = {
            key: min(forms.items(), key=lambda form: (-form[1], form[0]))[0] for key, forms in counts.items()
        }

    def of(self, pair: Pair) -> Pair:
        """The pair with its target's words as its source writes them, or else as the corpus does; the first is capital."""
        own: dict[str, str] = {}
        for word in _inside(pair.source):
            own.setdefault(word.lower(), word)

        def written(found: re.Match[str]) -> str:
            key = found[0].lower()
            return own.get(key) or self._usual.get(key) or found[0]

        target = WORD.sub(written, pair.target)
        start = WORD.search(target)
        if start is not None:
            at = start.start()
            target = target[:at] + target[at].upper() + target[at + 1 :]
        return Pair(pair.source, target)


def _inside(text: str) -> Iterable[str]:
    """The words that do not begin a sentence, whose capitals say nothing."""
    return (
        found[0]
        for found in WORD.finditer(text)
        if not FIRST.search(text, max(0, found.start() - 8), found.start())
    )
