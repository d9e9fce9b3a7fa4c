# SPDX-License-Identifier: Apache-2.0
"""What other case and punctuation cost, and whether protected spans come through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from milena_export import metrics
from milena_export.augmentation.protection import Protection
from milena_export.augmentation.variants import FINAL
from milena_export.corpus import Pair

LONG = 10
"""Sources of this many words or more are reported apart."""


@dataclass(frozen=True)
class Figure:
    """BLEU of one way to write the sources.

    Attributes:
        name: of the way.
        texts: how many there are.
        bleu: of the answers to the sources so written.
        lost: what the answers to the sources as they are have more, when they and the references are written that way;
            None where there is nothing to compare.
    """

    name: str
    texts: int
    bleu: float
    lost: float | None = None


def without_final(text: str) -> str:
    """The text without the mark that ends it."""
    return str(FINAL.sub("", text))


WAYS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "lower case": (str.lower, str),
    "capitals": (str.upper, str.upper),
    "no final mark": (without_final, without_final),
}
"""How a source is written, and how then its reference is, and the answer that it is compared with."""


def by_way(pairs: Sequence[Pair], answer: Callable[[Sequence[str]], list[str]]) -> list[Figure]:
    """BLEU of the sources as they are, of the long ones, and of each of `WAYS`; ``answer`` answers texts in order."""
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    plain = answer(sources)
    figures = [Figure("as it is", len(pairs), _bleu(plain, references))]
    long = [place for place, source in enumerate(sources) if len(source.split()) >= LONG]
    if long:
        bleu = _bleu([plain[place] for place in long], [references[place] for place in long])
        figures.append(Figure(f"{LONG} words or more", len(long), bleu))
    for name, (write, expected) in WAYS.items():
        written = answer([write(source) for source in sources])
        wanted = [expected(reference) for reference in references]
        bleu = _bleu(written, wanted)
        figures.append(Figure(name, len(pairs), bleu, _bleu([expected(one) for one in plain], wanted) - bleu))
    return figures


@dataclass(frozen=True)
class Kept:
    """Texts with protected spans, the same on both sides.

    Attributes:
        texts: how many there are.
        bleu: of their answers.
        share: percentage of the answers that have the reference's protected spans, each as often.
    """

    texts: int
    bleu: float
    share: float


def kept(pairs: Sequence[Pair], outputs: Sequence[str], protection: Protection) -> Kept | None:
    """Whether protected spans came through; None where no pair has any."""
    chosen = []
    for pair, output in zip(pairs, outputs, strict=True):
        wanted = protected(pair.target, protection)
        if wanted and wanted == protected(pair.source, protection):
            chosen.append((output, pair.target, wanted == protected(output, protection)))
    if not chosen:
        return None
    bleu = _bleu([output for output, _, _ in chosen], [reference for _, reference, _ in chosen])
    return Kept(len(chosen), bleu, 100 * sum(right for _, _, right in chosen) / len(chosen))


def protected(text: str, protection: Protection) -> list[str]:
    """The protected strings of a text, sorted."""
    return sorted(text[span.start : span.end] for span in protection.spans(text))


def _bleu(outputs: Sequence[str], references: Sequence[str]) -> float:
    return metrics.bleu(outputs, references)[0].value
