# SPDX-License-Identifier: Apache-2.0
"""Short texts with slots, such as ``Hello, {name}!``, and the pairs that come of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

import regex

from milena_export.augmentation import words
from milena_export.corpus import Pair
from milena_export.errors import ExportError

SLOT: Final = regex.compile(r"\{([a-z-]+)\}")
EMOJI: Final = ("😊", "😀", "👍", "🎉", "❤️", "🙏", "😂", "🚀", "✅", "🔥", "👋", "🎂")


def _one(draw: Callable[[random.Random], str]) -> Callable[[random.Random], tuple[str, str]]:
    def both(random_: random.Random) -> tuple[str, str]:
        drawn = draw(random_)
        return drawn, drawn

    return both


VOWELS: Final = "aeiouAEIO"
"""Of nouns with ``an`` in front; none of the list says *you* at its beginning."""
ENDINGS: Final = {
    "nominative": {"m": ("der", ""), "f": ("die", "e"), "n": ("das", "")},
    "accusative": {"m": ("den", "en"), "f": ("die", "e"), "n": ("das", "")},
}
"""German's definite article, and the ending of ``ein`` and ``mein``, by case and gender."""


def _nouns(
    nouns: tuple[words.Noun, ...], english: str, case: str, german: str | None
) -> Callable[[random.Random], tuple[str, str]]:
    """A noun of some with a word before it: ``english``, and ``german`` with its ending, or for None the article."""

    def both(draw: random.Random) -> tuple[str, str]:
        noun = draw.choice(nouns)
        article, ending = ENDINGS[case][noun.gender]
        before = f"{english}n" if english == "a" and noun.english[0] in VOWELS else english
        return f"{before} {noun.english}", f"{german + ending if german else article} {noun.german}"

    return both


def _towards(draw: random.Random) -> tuple[str, str]:
    place = draw.choice(words.PLACES)
    return f"to the {place.english}", f"{'zur' if place.gender == 'f' else 'zum'} {place.german}"


NOUN_SLOTS: Final[dict[str, Callable[[random.Random], tuple[str, str]]]] = {
    "the-thing": _nouns(words.THINGS, "the", "nominative", None),
    "to-have-the-thing": _nouns(words.THINGS, "the", "accusative", None),
    "a-thing": _nouns(words.THINGS, "a", "nominative", "ein"),
    "to-have-a-thing": _nouns(words.THINGS, "a", "accusative", "ein"),
    "my-thing": _nouns(words.THINGS, "my", "nominative", "mein"),
    "to-have-my-thing": _nouns(words.THINGS, "my", "accusative", "mein"),
    "the-place": _nouns(words.PLACES, "the", "nominative", None),
    "to-find-the-place": _nouns(words.PLACES, "the", "accusative", None),
    "to-the-place": _towards,
}
"""Nouns with a word before them; at the beginning of a text that word is capital."""
SLOTS: Final[dict[str, Callable[[random.Random], tuple[str, str]]]] = {
    "name": _one(lambda draw: draw.choice((*words.MEN, *words.WOMEN))),
    "city": _one(lambda draw: draw.choice(words.CITIES)),
    "number": _one(lambda draw: str(draw.choice((draw.randint(2, 9), draw.randint(10, 999))))),
    "id": _one(lambda draw: f"{draw.choice(('A-', 'INC-', 'LH', 'X', ''))}{draw.randint(100, 99999)}"),
    "time": _one(lambda draw: f"{draw.randint(0, 23)}:{draw.randint(0, 59):02}"),
    "day": lambda draw: draw.choice(words.DAYS),
    "price": _one(lambda draw: f"{draw.choice('€$')}{draw.randint(1, 400)}{draw.choice(('', '.50', '.99'))}"),
    "address": _one(
        lambda draw: draw.choice(("info@example.com", "https://example.com/help", "www.example.org"))
    ),
    "emoji": _one(lambda draw: draw.choice(EMOJI)),
    **NOUN_SLOTS,
}
"""What each slot is filled with: the source's text and the target's."""


def filled(phrase: Pair, draw: random.Random) -> Pair:
    """The phrase with its slots filled, the n-th slot of a kind alike on both sides.

    Raises:
        ExportError: a slot is unknown, or the sides have different ones.
    """
    kinds = [SLOT.findall(text) for text in phrase]
    if sorted(kinds[0]) != sorted(kinds[1]) or not SLOTS.keys() >= set(kinds[0]):
        raise ExportError(
            f"phrase {phrase.source!r}: slots {kinds[0]} and {kinds[1]}; the rule is the same slots on both sides, of "
            f"{', '.join(SLOTS)}; mend the phrase"
        )
    fillings: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds[0]:
        fillings.setdefault(kind, []).append(SLOTS[kind](draw))
    sides = []
    for side, text in enumerate(phrase):
        waiting = {kind: iter(drawn) for kind, drawn in fillings.items()}
        made = SLOT.sub(lambda found, w=waiting, s=side: next(w[found[1]])[s], text)
        first = SLOT.match(text)
        sides.append(made[0].upper() + made[1:] if first and first[1] in NOUN_SLOTS else made)
    return Pair(*sides)
