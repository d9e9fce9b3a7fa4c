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

SLOT: Final = regex.compile(r"\{([a-z]+)\}")
EMOJI: Final = ("😊", "😀", "👍", "🎉", "❤️", "🙏", "😂", "🚀", "✅", "🔥", "👋", "🎂")


def _one(draw: Callable[[random.Random], str]) -> Callable[[random.Random], tuple[str, str]]:
    def both(random_: random.Random) -> tuple[str, str]:
        drawn = draw(random_)
        return drawn, drawn

    return both


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
        sides.append(SLOT.sub(lambda found, w=waiting, s=side: next(w[found[1]])[s], text))
    return Pair(*sides)
