# SPDX-License-Identifier: Apache-2.0
"""A training corpus of pairs and their variants. The same corpora and seed give the same pairs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from milena_export.augmentation import variants
from milena_export.augmentation.phrases import NOUN_SLOTS, SLOT, filled
from milena_export.augmentation.protection import STAND_INS, Protection, mask, masked
from milena_export.augmentation.words import CITIES, MEN, WOMEN, WORD, copied_names
from milena_export.corpus import Pair
from milena_export.errors import ExportError

JOINED = 0.10
"""Share of the pairs that begin a text of several sentences."""
WORDS_MASKED = 0.25
"""Share of the pairs whose names become stand-ins, so that copying is learnt from ordinary sentences."""
RESTYLED = 0.15
"""Share of the other variants whose case or final mark is changed too."""
SHORT_TIMES = 3
"""Short texts have so many times the share of variants: they are what people type first, and corpora have few of them."""
NOUN_TIMES = 100
"""How often a phrase with slots for nouns is filled: there are many of them, and each is to be learnt."""
PHRASE_TIMES = 25
"""How often a phrase with other slots is filled."""
BARE_TIMES = 6
"""How often a phrase without slots is taken."""
BRACKETS = regex.compile("[\u27e6\u27e7]")


@dataclass
class Recipe:
    """Makes the variants of corpora.

    Attributes:
        protection: what becomes a stand-in.
        held_out: sources of which no pair is made; pairs of a corpus stay as they are.
        seed: of all that is drawn.
        variants: share of the variants of a corpus that are written.
        counts: pairs written by kind.
    """

    protection: Protection
    held_out: Collection[str] = ()
    seed: int = 1
    variants: float = 1.0
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Prepares what is compared with every pair made."""
        self._held_out = {mask(text, self.protection)[0] for text in self.held_out}
        self._folded = {_folded(text) for text in self._held_out}
        self._names = frozenset(name for group in (MEN, WOMEN, CITIES) for name in group)

    def of_corpus(self, name: str, pairs: Sequence[Pair], times: int = 1) -> Iterator[Pair]:
        """Every pair ``times`` times, with stand-ins, and variants of shares of them; order as in the corpus."""
        for pair in pairs:
            if any(BRACKETS.search(text) for text in pair):
                raise ExportError(
                    f"{name}: a pair holds a bracket of the stand-ins {STAND_INS[0]}; the rule is that texts have none; "
                    "remove the pair"
                )
        names = copied_names(pairs)
        for time in range(times):
            draw = random.Random(f"{self.seed} {name} {time}")
            chance = random.Random(f"{self.seed} {name} {time} variants")
            for pair in pairs:
                plain = masked(pair, self.protection)
                yield self._counted("plain", plain)
                made = self._variants(pair, plain, pairs, names, draw)
                yield from self._written(made, chance)

    def _written(self, made: Iterator[tuple[str, Pair]], chance: random.Random) -> Iterator[Pair]:
        for kind, pair in made:
            if chance.random() < self.variants:
                yield self._counted(kind, pair)

    def of_phrases(self, phrases: Sequence[Pair]) -> Iterator[Pair]:
        """Every phrase `NOUN_TIMES`, `PHRASE_TIMES` or `BARE_TIMES` times, in the styles of `variants.STYLES` too."""
        draw = random.Random(f"{self.seed} phrases")
        for phrase in phrases:
            for _ in range(_times(phrase)):
                plain = filled(phrase, draw)
                names = (
                    self._names.intersection(WORD.findall(plain.source))
                    if draw.random() < WORDS_MASKED
                    else ()
                )
                pair = masked(plain, self.protection, sorted(names))
                styled = self._styled(pair, draw)
                for made in (pair, styled):
                    if made and _folded(made.source) not in self._folded:
                        yield self._counted("phrases", made)

    def _variants(
        self, pair: Pair, plain: Pair, pairs: Sequence[Pair], names: frozenset[str], draw: random.Random
    ) -> Iterator[tuple[str, Pair]]:
        times = SHORT_TIMES if len(pair.source.split()) <= variants.SHORT else 1
        for kind, (vary, share) in variants.STYLES.items():
            if draw.random() < times * share:
                yield from self._made(kind, vary(plain, draw))
        if times > 1:
            yield from self._made("other final mark", variants.other_final_mark(plain, draw))
        for kind, (vary, share) in variants.CONTENTS.items():
            if draw.random() < share:
                yield from self._masked(kind, vary(pair, draw), (), draw)
        if draw.random() < JOINED:
            others = [draw.choice(pairs) for _ in range(draw.randint(1, 2))]
            yield from self._masked("joined", variants.joined([pair, *others]), (), draw)
        if draw.random() < WORDS_MASKED:
            shared = names.intersection(WORD.findall(pair.source))
            made = masked(pair, self.protection, sorted(shared))
            if made != plain:
                yield from self._made("names masked", self._perhaps_styled(made, draw))

    def _masked(
        self, kind: str, made: Pair | None, names: Collection[str], draw: random.Random
    ) -> Iterator[tuple[str, Pair]]:
        if made:
            yield from self._made(kind, self._perhaps_styled(masked(made, self.protection, names), draw))

    def _perhaps_styled(self, pair: Pair, draw: random.Random) -> Pair:
        return (self._styled(pair, draw) or pair) if draw.random() < RESTYLED else pair

    @staticmethod
    def _styled(pair: Pair, draw: random.Random) -> Pair | None:
        shares = [share for _, share in variants.STYLES.values()]
        (vary,) = draw.choices([vary for vary, _ in variants.STYLES.values()], shares)
        return vary(pair, draw)

    def _made(self, kind: str, made: Pair | None) -> Iterator[tuple[str, Pair]]:
        if made and made.source not in self._held_out:
            yield kind, made

    def _counted(self, kind: str, pair: Pair) -> Pair:
        self.counts[kind] += 1
        return pair


def _times(phrase: Pair) -> int:
    slots = set(SLOT.findall(phrase.source))
    if slots & NOUN_SLOTS.keys():
        return NOUN_TIMES
    return PHRASE_TIMES if slots else BARE_TIMES


def _folded(text: str) -> str:
    """A text without what `variants.STYLES` changes."""
    return " ".join(regex.findall(r"[\p{L}\p{N}\u27e6\u27e7]+", text.casefold()))
