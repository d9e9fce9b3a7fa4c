# SPDX-License-Identifier: Apache-2.0
"""How well attention aligns: words that a target copies (numbers, names) must find themselves in the source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from milena_export.bundle.session import Hypothesis
from milena_export.bundle.spelling import Span, Spelled
from milena_export.bundle.text_words import words_of
from milena_export.bundle.words import Words
from milena_export.corpus import Pair

PER_WORD = 2
"""Texts looked at for one word: the average is over distinct words, more of one teach little."""
MAX_TEXTS = 300
"""Most texts that are decoded to choose a policy."""

Array = npt.NDArray[Any]


class CopiedWords:
    """Counts over many answers how often a copied word's attention is greatest on itself.

    A word counts where it stands once in the source and once in the output. The figure is an average over distinct
    words: one frequent name would decide alone otherwise.
    """

    def __init__(self) -> None:
        self._found: dict[str, list[Array]] = defaultdict(list)

    def add(self, source: Spelled, output: Spelled, attention: Array) -> None:
        """Adds one answer.

        Args:
            source: a text.
            output: its answer.
            attention: [output, ..., source] of their tokens, row t aligns token t; what stands in between is counted
                apart.
        """
        source_words, output_words = words_of(source.text), words_of(output.text)
        if len(source_words) < 2:
            return
        names = [source.text[start:end] for start, end in source_words]
        columns, rows = source.shares(source_words), output.shares(output_words)
        copied = _once_in_both(_counted(source.text, source_words), _counted(output.text, output_words))
        for place, (start, end) in enumerate(output_words):
            name = output.text[start:end]
            if name in copied:
                mass = np.tensordot(rows[:, place], attention, 1) @ columns
                found = (mass.max(axis=-1) > 0) & (mass.argmax(axis=-1) == names.index(name))
                self._found[name].append(found)

    @property
    def accuracy(self) -> Array:
        """The share of words that find themselves, 0 where there are none; in the shape of what stood in between."""
        if not self._found:
            return np.zeros(())
        return np.asarray(np.mean([np.mean(found, axis=0) for found in self._found.values()], axis=0))

    @property
    def distinct(self) -> int:
        """How many words the accuracy is a mean over."""
        return len(self._found)


def copied_word_accuracy(
    words: Words, sources: Sequence[Spelled], answers: Sequence[Hypothesis], shift: int
) -> tuple[float, int]:
    """The figure of `CopiedWords` for the answers of one graph, and over how many distinct words."""
    found = CopiedWords()
    for source, answer in zip(sources, answers, strict=True):
        found.add(source, words.spell(answer.ids), shifted(answer.attention, shift))
    return float(found.accuracy), found.distinct


def shifted(attention: Array, shift: int) -> Array:
    """Row t of the result aligns token t (ADR 1: with shift 1 it is row t+1, the last token keeps its own)."""
    if shift == 0 or len(attention) == 0:
        return attention
    return np.concatenate([attention[1:], attention[-1:]])


def informative(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs whose reference copies a word, at most `PER_WORD` for each word and `MAX_TEXTS` in all."""
    seen: Counter[str] = Counter()
    chosen: list[Pair] = []
    for pair in pairs:
        fresh = [word for word in copied_words(pair) if seen[word] < PER_WORD]
        if fresh:
            seen.update(fresh)
            chosen.append(pair)
    return chosen[:: max(1, len(chosen) // MAX_TEXTS)][:MAX_TEXTS]


def copied_words(pair: Pair) -> set[str]:
    """Names and numbers that stand exactly once in the source and once in the target of a pair."""
    source, target = (_counted(text, words_of(text)) for text in pair)
    return _once_in_both(source, target)


def _counted(text: str, words: Sequence[Span]) -> Counter[str]:
    """How often each word that languages share (a name or a number) stands in a text."""
    found = (text[start:end] for start, end in words)
    return Counter(word for word in found if word[0].isupper() or word[0].isdigit())


def _once_in_both(source: Counter[str], target: Counter[str]) -> set[str]:
    return {word for word, count in source.items() if count == target[word] == 1}
