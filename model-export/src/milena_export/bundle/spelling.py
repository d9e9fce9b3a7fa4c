# SPDX-License-Identifier: Apache-2.0
"""Which characters of a text each token spells: of sources as tokenizers say it, of outputs by decoding.

The rules are the processor's (`dev.milena.text.Detokenizer`), so that words are aligned here as they are there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Span = tuple[int, int]
"""Start and end in a text, in characters (Unicode code points)."""

SPACED = (" .", " ?", " !", " ,", " ' ", " n't", " 'm", " 's", " 've", " 're")
"""Marks and English contractions that lose their spaces, in the order in which transformers takes them out."""


@dataclass(frozen=True)
class Spelled:
    """A text and the tokens that spell it.

    Attributes:
        text: the text.
        ids: its tokens.
        spans: of each token, or None for one that is no text. A span may hold the white space before a word. Where
            several tokens make one character, all of a source have the whole of it, and of an output the last has.
    """

    text: str
    ids: list[int]
    spans: list[Span | None]

    def shares(self, words: Sequence[Span]) -> npt.NDArray[np.float32]:
        """How much of each token is in each word, [tokens, words].

        A row sums to 1, or to 0 where the token is no text. A token in several words is shared by its characters; one
        in none (white space, or a piece of a character) is of the word that ends behind its start, or of the last one.
        """
        shares = np.zeros((len(self.ids), len(words)), np.float32)
        ends = [end for _, end in words]
        for token, span in enumerate(self.spans):
            if span is None or not words:
                continue
            first = min(bisect_right(ends, span[0]), len(words) - 1)
            for place in range(first, len(words)):
                if words[place][0] >= span[1]:
                    break
                inside = min(words[place][1], span[1]) - max(words[place][0], span[0])
                shares[token, place] = max(0, inside)
            if not shares[token].any():
                shares[token, first] = 1
            shares[token] /= shares[token].sum()
        return shares


def source_spans(offsets: Sequence[Span], prefix: int) -> list[Span | None]:
    """Spans of a source's tokens, by the tokenizer's offsets in a text behind ``prefix`` characters of a template."""
    spans: list[Span | None] = []
    last = 0
    for start, end in offsets:
        # A mark that a normalizer put in stands on the character before.
        begin = last if start < last < end else start
        last = end
        spans.append((max(0, begin - prefix), end - prefix) if end > prefix or not prefix else None)
    return spans


class Speller:
    """Turns target ids into texts. Not thread-safe.

    Args:
        tokenizer: of the target side.
        skipped: ids that are no text.
        clean_up_spaces: whether spaces before marks and English contractions are taken out.
        strip: whether white space at both ends is taken out.
    """

    def __init__(
        self, tokenizer: Tokenizer, skipped: Collection[int], clean_up_spaces: bool, strip: bool
    ) -> None:
        self._tokenizer = tokenizer
        self._skipped = frozenset(skipped)
        self._clean_up_spaces = clean_up_spaces
        self._strip = strip
        self._additions: dict[int, str] = {}

    def text(self, ids: Sequence[int]) -> str:
        """The text of ids."""
        raw = self._decode([index for index in ids if index not in self._skipped])
        return "".join(raw[place] for place in self._kept(raw))

    def spell(self, ids: Sequence[int]) -> Spelled:
        """The text of ids, and what each of them spells."""
        spelling = [index for index in ids if index not in self._skipped]
        raw = self._decode(spelling)
        kept = self._kept(raw)
        ends = iter(self._ends(spelling, raw))
        spans: list[Span | None] = []
        start = 0
        for index in ids:
            if index in self._skipped:
                spans.append(None)
                continue
            end = bisect_left(kept, next(ends))
            spans.append((start, end))
            start = end
        return Spelled("".join(raw[place] for place in kept), list(ids), spans)

    def _decode(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=False))

    def _kept(self, raw: str) -> list[int]:
        """Places of the characters that are left of a decoded text."""
        kept = list(range(len(raw)))
        for pattern in SPACED if self._clean_up_spaces else ():
            current = "".join(raw[place] for place in kept)
            dropped: set[int] = set()
            at = current.find(pattern)
            while at >= 0:
                dropped.update(at + place for place, mark in enumerate(pattern) if mark == " ")
                at = current.find(pattern, at + len(pattern))
            kept = [place for order, place in enumerate(kept) if order not in dropped]
        if self._strip:
            visible = [order for order, place in enumerate(kept) if not raw[place].isspace()]
            kept = kept[visible[0] : visible[-1] + 1] if visible else []
        return kept

    def _ends(self, ids: Sequence[int], text: str) -> list[int]:
        """For each id the length of the text up to and with it.

        The usual case, in which an id adds the same text wherever it stands, costs no decoding.
        """
        ends: list[int] = []
        at = 0
        for place, index in enumerate(ids):
            addition = self._addition(index)
            if place == 0 and not text.startswith(addition):
                addition = addition.lstrip()
            if not text.startswith(addition, at):
                return self._ends_by_prefixes(ids, text)
            at += len(addition)
            ends.append(at)
        return ends if at == len(text) else self._ends_by_prefixes(ids, text)

    def _addition(self, index: int) -> str:
        """What an id adds behind another one: a first token may lose its leading space."""
        if index not in self._additions:
            alone, twice = self._decode([index]), self._decode([index, index])
            self._additions[index] = twice[len(alone) :] if twice.startswith(alone) else alone
        return self._additions[index]

    def _ends_by_prefixes(self, ids: Sequence[int], text: str) -> list[int]:
        """For tokens whose text depends on their neighbours, such as several for one character."""
        ends: list[int] = []
        for place in range(len(ids)):
            prefix = text if place == len(ids) - 1 else self._decode(ids[: place + 1])
            ends.append(max(_in_common(prefix, text), ends[-1] if ends else 0))
        return ends


def _in_common(text: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(text, other, strict=False))
    return next((place for place, (one, two) in pairs if one != two), min(len(text), len(other)))
