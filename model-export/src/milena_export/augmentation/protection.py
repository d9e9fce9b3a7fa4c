# SPDX-License-Identifier: Apache-2.0
"""What must stay as it is in a translation (URLs, placeholders, numbers, emoji) and the stand-ins that take its place.

A model sees the stand-ins alone and copies them to their places; whoever asks it puts the originals back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import regex

from milena_export.corpus import Pair
from milena_export.errors import ExportError

STAND_INS = tuple(f"\u27e6{number}\u27e7" for number in range(10))
"""One for each protected span, in the order of the source; a text with more of them keeps the others as they are."""
STAND_IN = regex.compile("\u27e6([0-9])\u27e7")

EMOJI = regex.compile(r"(?=[\p{Extended_Pictographic}\p{RI}--[\x00-\xA8]]|[0-9#*]\uFE0F?\u20E3)\X", regex.V1)
"""What readers see as one emoji."""


class Span(NamedTuple):
    """From ``start`` up to ``end`` of a text, in characters."""

    start: int
    end: int


class Protection:
    """Finds protected spans by the patterns of a file. Any thread."""

    def __init__(self, patterns: Sequence[regex.Pattern[str]]) -> None:
        self._patterns = [*patterns, EMOJI]

    @staticmethod
    def read(path: Path) -> Protection:
        """Reads lines of a set's name, a tab, a pattern in RE2's syntax and perhaps a tab and more.

        What is more only makes matching faster. Lines that begin with ``#`` are left out.

        Raises:
            ExportError: the file is missing, or a line has no pattern that can be read.
        """
        if not path.is_file():
            raise ExportError(
                f"{path} does not exist; give a file of patterns, a name, a tab and a pattern a line"
            )
        patterns = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line or line.startswith("#"):
                continue
            columns = line.split("\t")
            try:
                if len(columns) < 2 or not all(columns[:2]):
                    raise ExportError(
                        f"{path}, line {number}: the rule is a name, a tab and a pattern; mend the line"
                    )
                patterns.append(regex.compile(columns[1], regex.ASCII))
            except regex.error as error:
                raise ExportError(f"{path}, line {number}: {error}; mend the pattern") from error
        return Protection(patterns)

    def spans(self, text: str) -> list[Span]:
        """Protected spans from left to right: the leftmost match first, the longest of those; neighbours are one span."""
        found: list[tuple[int, int]] = []
        for pattern in self._patterns:
            at = 0
            while match := pattern.search(text, at):
                group = 1 if pattern.groups and match.group(1) is not None else 0
                found.append((match.start(group), -match.end(group)))
                # What stands before a match may be the last character of the one before.
                at = max(at + 1, match.end(group) - 1, match.start() + 1)
        return _joined(_apart(found))


def _apart(found: Collection[tuple[int, int]]) -> list[Span]:
    """Of (start, -end) in any order those that overlap none before them."""
    apart: list[Span] = []
    for start, negative in sorted(found):
        if not apart or start >= apart[-1].end:
            apart.append(Span(start, -negative))
    return apart


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def masked(pair: Pair, protection: Protection, words: Collection[str] = ()) -> Pair:
    """The pair with stand-ins for what both sides protect, numbered in the order of the source.

    A string that is protected equally often on both sides becomes the same stand-ins on both; so do numbers that
    differ in their punctuation alone (1,000 and 1.000). Whatever else is protected stays as it is.

    Args:
        pair: of plain texts.
        protection: what is protected.
        words: whole words, such as names, that stand-ins take the place of as well; the target may have a genitive's s.
    """
    source, target = (_with_words(text, protection.spans(text), words) for text in pair)
    partner = _partners(pair, source, target)
    kept = [span for span in source if span in partner][: len(STAND_INS)]
    names = dict(zip(kept, STAND_INS, strict=False))
    others = {partner[span]: name for span, name in names.items()}
    return Pair(_replaced(pair.source, names), _replaced(pair.target, others))


def mask(text: str, protection: Protection) -> tuple[str, list[str]]:
    """A source with stand-ins for its protected spans, the first ten, and what they stand for."""
    spans = protection.spans(text)[: len(STAND_INS)]
    return _replaced(text, dict(zip(spans, STAND_INS, strict=False))), [text[s.start : s.end] for s in spans]


def unmask(text: str, originals: Sequence[str]) -> str:
    """A text with the originals in the place of their stand-ins; a stand-in that stands for nothing is left out."""

    def original(found: regex.Match[str]) -> str:
        number = int(found[1])
        return originals[number] if number < len(originals) else ""

    return str(STAND_IN.sub(original, text))


def _with_words(text: str, spans: list[Span], words: Collection[str]) -> list[Span]:
    """The spans, and those of the words that touch none of them."""
    if not words:
        return spans
    pattern = regex.compile(rf"\b(?:{'|'.join(regex.escape(word) for word in sorted(words))})(?=s?\b)")
    taken = {place for span in spans for place in range(span.start - 1, span.end + 1)}
    more = [Span(*m.span()) for m in pattern.finditer(text) if taken.isdisjoint(range(*m.span()))]
    return sorted([*spans, *more])


def _partners(pair: Pair, source: list[Span], target: list[Span]) -> dict[Span, Span]:
    """Spans of the source and those of the target that say the same."""
    partner: dict[Span, Span] = {}
    for key in (str, _digits):
        ours = [(key(pair.source[s.start : s.end]), s) for s in source if s not in partner]
        used = set(partner.values())
        theirs = [(key(pair.target[s.start : s.end]), s) for s in target if s not in used]
        counts, others = Counter(said for said, _ in ours), Counter(said for said, _ in theirs)
        for said in counts:
            if said and counts[said] == others[said]:
                left = (span for text, span in ours if text == said)
                right = (span for text, span in theirs if text == said)
                partner.update(zip(left, right, strict=True))
    return partner


def _digits(text: str) -> str:
    """A number's digits; nothing for what is no bare number."""
    return "" if regex.search(r"[^0-9.,:\u2019']", text) else regex.sub(r"[^0-9]", "", text)


def _replaced(text: str, names: dict[Span, str]) -> str:
    parts, begin = [], 0
    for span in sorted(names):
        parts += [text[begin : span.start], names[span]]
        begin = span.end
    return "".join([*parts, text[begin:]])
