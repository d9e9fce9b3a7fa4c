# SPDX-License-Identifier: Apache-2.0
"""Parts of long texts with the titles of the whole. The same pairs and seed give the same parts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from milena_export.corpus import Pair
from milena_export.errors import ExportError

END: Final = regex.compile(
    r"""(?<!\b(?:e\.g|i\.e|cf|vs|et\ al|etc|resp|approx|Fig|Eq|Sec|Dr|Prof|No|[A-Z])\.)  # no abbreviation
        (?<=[.!?]["')\]]?)\s+(?=["'(\[]?[\p{Lu}\p{N}$\\])""",
    regex.VERBOSE,
)
"""Between two sentences."""
WORD: Final = regex.compile(r"[\p{L}\p{N}]+(?:[-'][\p{L}\p{N}]+)*")
LONG: Final = 4
"""Letters of a word that says what a text is about; shorter ones are articles and the like."""
KNOWN: Final = 0.5
"""Share of a title's long words that a part has at least: what a part does not say, a model would learn to make up."""
TRIES: Final = 8
"""Parts drawn at most until one is good enough."""


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without the white space between them."""
    return [sentence for sentence in END.split(text.strip()) if sentence]


def excerpts(pairs: Sequence[Pair], times: int, seed: int) -> Iterator[Pair]:
    """Every pair as it is, and up to ``times`` parts of its source, each with the pair's target.

    A part is a run of sentences, or some of them in their order, or some in any order, as a window of a stream may have
    them. Parts that say too little of the title are left out.

    Raises:
        ExportError: ``times`` is negative.
    """
    if times < 0:
        raise ExportError(f"{times} parts of each text: the rule is 0 or more; give another number")
    draw = random.Random(f"{seed} excerpts")
    for pair in pairs:
        yield pair
        whole = sentences(pair.source)
        if len(whole) < 2:
            continue
        seen = {pair.source}
        for _ in range(times):
            part = _good_part(whole, pair.target, draw)
            if part is not None and part not in seen:
                seen.add(part)
                yield Pair(part, pair.target)


def _good_part(whole: Sequence[str], title: str, draw: random.Random) -> str | None:
    wanted = _long_words(title)
    for _ in range(TRIES):
        part = " ".join(_part(whole, draw))
        if len(wanted & _long_words(part)) >= KNOWN * len(wanted):
            return part
    return None


def _part(whole: Sequence[str], draw: random.Random) -> Sequence[str]:
    count = draw.randint(1, len(whole) - 1)
    kind = draw.random()
    if kind < 1 / 3:
        first = draw.randint(0, len(whole) - count)
        return whole[first : first + count]
    chosen = draw.sample(range(len(whole)), count)  # in any order
    if kind < 2 / 3:
        chosen.sort()
    return [whole[index] for index in chosen]


def _long_words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text) if len(word) >= LONG}
