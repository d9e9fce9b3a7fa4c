# SPDX-License-Identifier: Apache-2.0
"""Variants of a pair: each function gives another pair of the same meaning on both sides, or None where it cannot.

Those of `STYLES` take pairs whose protected spans are stand-ins already; all others take plain ones.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

import regex

from milena_export.augmentation import words
from milena_export.corpus import Pair

Variant = Callable[[Pair, random.Random], Pair | None]

FINAL: Final = regex.compile(r"(?<=[\p{L}\p{N}\u27e7%\"“”)])[.!?]$")
"""The one mark that ends a sentence; an ellipsis is none."""
SHORT: Final = 3
"""Words of a source at most whose final mark may be another one: `Hello!` and `Hello.` say the same."""
QUOTES: Final = (('"', '"'), ("“", "”"))
_ATTACHED = (
    "😊 😀 👍 🎉 ❤️ 🙏 😂 😢 🚀 ✅ ⚠️ 🔥 👋 🤔 https://example.org/a https://www.example.com/shop?id=7 info@example.com "
    "{name} {count} {0} %s %d %(name)s ${user} A-4711 INC-20391 v2.1 @anna #news 4711 2024-05-01 19:30 file_name.txt"
)
ATTACHED: Final = tuple(_ATTACHED.split())
"""What people and applications put beside a sentence; all of it is protected."""
PLACES: Final = (
    "{text} {one}",
    "{text} {one}",
    "{one} {text}",
    "{one}: {text}",
    "{text} ({one})",
    "[{one}] {text}",
)
TAGS: Final = (
    ("<b>", "</b>"),
    ("<em>", "</em>"),
    ("<strong>", "</strong>"),
    ('<a href="https://example.org/">', "</a>"),
    ('<span class="x">', "</span>"),
)


def without_final_mark(pair: Pair, _: random.Random) -> Pair | None:
    """Both sides without the mark that ends them."""
    return _with_mark(pair, "")


def small(pair: Pair, _: random.Random) -> Pair | None:
    """The source without capitals; the target stays what it should be."""
    lowered = pair.source.lower()
    return None if lowered == pair.source else Pair(lowered, pair.target)


def small_without_final_mark(pair: Pair, draw: random.Random) -> Pair | None:
    """Both, as people type in a hurry."""
    bare = without_final_mark(pair, draw)
    return bare and small(bare, draw)


def capitals(pair: Pair, _: random.Random) -> Pair | None:
    """Both sides in capitals."""
    return Pair(pair.source.upper(), pair.target.upper())


def other_final_mark(pair: Pair, draw: random.Random) -> Pair | None:
    """A short text that ends in another mark, or in none."""
    if len(pair.source.split()) > SHORT or pair.source.endswith("?"):
        return None
    return _with_mark(pair, draw.choice((".", "!", "")))


def other_names(pair: Pair, draw: random.Random) -> Pair | None:
    """Other people and cities on both sides."""
    kinds = words.kinds()
    source, target = pair
    changed = False
    for name in dict.fromkeys(words.WORD.findall(pair.source)):
        group = kinds.get(name)
        theirs = words.NAMES.get(name, name)
        if theirs not in words.WORD.findall(target) and theirs + "s" not in words.WORD.findall(target):
            theirs = name
        ours = regex.compile(rf"\b{regex.escape(name)}\b")
        german = regex.compile(rf"\b{regex.escape(theirs)}(?=s?\b)")
        if group and len(ours.findall(source)) == len(german.findall(target)):
            other = draw.choice(group)
            source, target = ours.sub(other, source), german.sub(other, target)
            changed = True
    return Pair(source, target) if changed else None


def other_numbers(pair: Pair, draw: random.Random) -> Pair | None:
    """Another number in the place of the only number word, in words or in digits."""
    ours, german = words.NUMBER_WORDS.findall(pair.source), words.GERMAN_NUMBER_WORDS.findall(pair.target)
    if len(ours) != 1 or len(german) != 1 or words.NUMBERS[ours[0]] != german[0]:
        return None
    other = draw.choice(
        [*words.NUMBERS, *map(str, range(2, 10)), *(str(draw.randint(10, 999)) for _ in range(6))]
    )
    return Pair(
        words.NUMBER_WORDS.sub(other, pair.source),
        words.GERMAN_NUMBER_WORDS.sub(words.NUMBERS.get(other, other), pair.target),
    )


def quoted(pair: Pair, draw: random.Random) -> Pair | None:
    """Quotation marks around the whole text, or around a name that both sides have."""
    if any(mark in text for text in pair for mark in "\"“”„'"):
        return None
    begin, end = draw.choice(QUOTES)
    name = _shared_name(pair, draw)
    if name is None or draw.random() < 0.5:
        return Pair(f"{begin}{pair.source}{end}", f"„{pair.target}“")
    return Pair(pair.source.replace(name, begin + name + end), pair.target.replace(name, f"„{name}“"))


def tagged(pair: Pair, draw: random.Random) -> Pair | None:
    """Markup around the whole text, or around a name that both sides have."""
    begin, end = draw.choice(TAGS)
    name = _shared_name(pair, draw)
    if name is None or draw.random() < 0.3:
        return Pair(*(f"{begin}{text}{end}" for text in pair))
    return Pair(*(text.replace(name, begin + name + end) for text in pair))


def attached(pair: Pair, draw: random.Random) -> Pair | None:
    """An emoji, a URL, a placeholder or the like beside both sides, at times two of them."""
    place, one = draw.choice(PLACES), draw.choice(ATTACHED)
    made = Pair(*(place.format(text=text, one=one) for text in pair))
    return attached(made, draw) if draw.random() < 0.2 else made


def joined(pairs: Sequence[Pair]) -> Pair | None:
    """Several sentences as one text, if each side of each ends in a mark."""
    if not all(FINAL.search(text) for pair in pairs for text in pair):
        return None
    return Pair(" ".join(pair.source for pair in pairs), " ".join(pair.target for pair in pairs))


STYLES: Final[dict[str, tuple[Variant, float]]] = {
    "no final mark": (without_final_mark, 0.10),
    "small": (small, 0.09),
    "small, no final mark": (small_without_final_mark, 0.06),
    "capitals": (capitals, 0.06),
}
"""What of a pair's case and punctuation may be otherwise, and in which share of the pairs it is."""

CONTENTS: Final[dict[str, tuple[Variant, float]]] = {
    "other names": (other_names, 0.2),
    "other numbers": (other_numbers, 0.5),
    "quoted": (quoted, 0.03),
    "tagged": (tagged, 0.03),
    "attached": (attached, 0.05),
}
"""What of a pair's content may be otherwise, and in which share of the pairs where it can it is."""


def _with_mark(pair: Pair, mark: str) -> Pair | None:
    if not all(FINAL.search(text) for text in pair):
        return None
    made = Pair(*(text[:-1] + mark for text in pair))
    return None if made == pair else made


def _shared_name(pair: Pair, draw: random.Random) -> str | None:
    """A capital word that stands once on each side."""
    ours, theirs = (words.WORD.findall(text) for text in pair)
    names = [
        word
        for word in ours
        if word[0].isupper() and pair.source.count(word) == 1 == pair.target.count(word) and word in theirs
    ]
    return draw.choice(names) if names else None
