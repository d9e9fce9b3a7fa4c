# SPDX-License-Identifier: Apache-2.0
"""What a model copies to the right place of its answer, and so can stand in for a piece of a text that must not change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from milena_export import texts
from milena_export.bundle.session import GraphSession
from milena_export.bundle.words import Words
from milena_export.errors import ExportError
from milena_export.families.source import SourceModel

CONFIG = "tokenizer_config.json"
"""Where a checkpoint that was trained with stand-ins names them, under ``stand_ins``."""

FAMILIES = (
    ("Tom", "Maria", "Boston", "London", "Ken", "John", "Peter", "Anna", "Paris", "Berlin", "Jackson"),
    ("4711", "8362", "5937", "2846", "7193", "6428"),
    ("X1", "X2", "X3", "X4", "X5", "X6"),
)
"""What models copy as a rule: names, numbers, codes."""

LEAST = 0.85
"""Share of texts in which a stand-in must come through once."""

TRIALS = 24
"""Texts that each is tried in."""

PROBES, HOPEFUL = 8, 0.5
"""A family is given up where its first member comes through in a smaller share of the first texts."""

LONGEST = 64
"""Tokens of an answer that are looked at: models that never end are no use here."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_WORD = re.compile(r"(?<=\s)[^\W\d_]{4,}")


def chosen(
    asked: Sequence[str] | None,
    checkpoint: Path,
    golden: Sequence[str],
    source: SourceModel,
    words: Words,
    session: GraphSession,
) -> Mapping[str, Any]:
    """The manifest's stand-ins: those that are asked for, else the checkpoint's own, else measured ones.

    Args:
        asked: what the user gave; empty for none, None to leave it to the checkpoint.
        checkpoint: its folder.
        golden: held-out texts in the source language, where there are some.
        source: the model.
        words: of the bundle.
        session: its graph.

    Returns:
        The manifest's part; empty where there are none.

    Raises:
        ExportError: stand-ins that cannot be used.
    """
    if asked is not None:
        wanted = checked(asked, "--stand-ins")
        refuse_unknown(wanted, words, source.unk)
        return described(wanted, for_marks=False)
    own = declared(checkpoint)
    if own is not None:
        refuse_unknown(own, words, source.unk)
        return described(own, for_marks=True)
    if source.task != "translation":
        return {}
    found = measured(session, words, source.max_target, texts_for(words, golden))
    return described(found, for_marks=False)


def declared(folder: Path) -> list[str] | None:
    """The stand-ins that a checkpoint was trained with, or None."""
    path = folder / CONFIG
    if not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8")).get("stand_ins")
    return None if found is None else checked([str(one) for one in found], f"{CONFIG} of the checkpoint")


def checked(stand_ins: Sequence[str], where: str) -> list[str]:
    """The stand-ins.

    Raises:
        ExportError: one is empty, twice there, or part of another.
    """
    for index, one in enumerate(stand_ins):
        if not one.strip():
            raise ExportError(f"{where}: a stand-in is blank; give stand-ins that a text can show")
        for other in stand_ins[:index]:
            if one in other or other in one:
                raise ExportError(
                    f"{where}: the stand-ins {other} and {one} cannot be told apart; none may be part of another"
                )
    return list(stand_ins)


def refuse_unknown(stand_ins: Sequence[str], words: Words, unknown: int | None) -> None:
    """Refuses stand-ins that the vocabulary lacks: they could never come back."""
    for one in stand_ins:
        if unknown is not None and unknown in words.encode(f"a {one} b"):
            raise ExportError(
                f"the vocabulary has no pieces for the stand-in {one}; give others, or none with --stand-ins none"
            )


Place = tuple[str, re.Match[str]]
"""A text and a word of it that a stand-in may take the place of."""


@dataclass(frozen=True)
class _Trial:
    """Asks a model about texts with stand-ins in them.

    Attributes:
        session: the graph, answering greedily.
        words: of the bundle.
        limit: tokens of an answer.
    """

    session: GraphSession
    words: Words
    limit: int

    def share(self, places: Sequence[Place], stand_in: str) -> float:
        """In what share of the texts without it a stand-in comes through once."""
        asked = [
            text[: match.start()] + stand_in + text[match.end() :]
            for text, match in places
            if stand_in not in text
        ]
        if not asked:
            return 0.0
        rows = [self.words.encode(text) for text in asked]
        forced = [self.words.pairs[0].forced_bos] * len(rows)
        answers = dict(self.session.answer_all(rows, forced_bos=forced, max_new_tokens=self.limit))
        outputs = [self.words.decode(answers[index][0].ids) for index in range(len(rows))]
        return sum(output.count(stand_in) == 1 for output in outputs) / len(outputs)


def measured(session: GraphSession, words: Words, limit: int, corpus: Sequence[str]) -> list[str] | None:
    """The family of candidates of which most come through, those of it that do so in `LEAST` of the texts.

    Args:
        session: the graph, answering greedily.
        words: of a bundle with one pair of languages.
        limit: tokens of an answer, as the manifest says.
        corpus: texts in its source language.

    Returns:
        Stand-ins, the most reliable first; None where fewer than two of a family are.
    """
    tried = _Trial(session, words, min(LONGEST, limit))
    places = _places(corpus)
    if len(places) < TRIALS // 2:
        return None
    best: list[str] = []
    for family in FAMILIES:
        if tried.share(places[:PROBES], family[0]) < HOPEFUL:
            continue
        shares = {one: tried.share(places, one) for one in family}
        kept = sorted((one for one in family if shares[one] >= LEAST), key=lambda one: -shares[one])
        best = max(best, kept, key=len)
    return best if len(best) > 1 else None


def texts_for(words: Words, golden: Sequence[str]) -> Sequence[str]:
    """Held-out texts where there are some, else those of the package; none for bundles of many pairs."""
    pairs = words.pairs
    if len(pairs) != 1:
        return ()
    if golden:
        return golden
    language = (pairs[0].source or "").partition("-")[0]
    return texts.texts_of(language) if language in texts.languages() else ()


def _places(corpus: Sequence[str]) -> list[Place]:
    """Texts with the place of a name in each, where a name can stand; where there are too few, that of a long word."""
    distinct = dict.fromkeys(corpus)
    for pattern in (_NAME, _WORD):
        places = [
            (text, max(found, key=lambda match: len(match.group())))
            for text in distinct
            if (found := list(pattern.finditer(text)))
        ]
        if len(places) >= TRIALS:
            break
    return places[:: max(1, len(places) // TRIALS)][:TRIALS]


def described(stand_ins: Sequence[str] | None, for_marks: bool) -> Mapping[str, Any]:
    """The manifest's part, empty where there are none."""
    return {"stand_ins": {"texts": list(stand_ins), "for_marks": for_marks}} if stand_ins else {}
