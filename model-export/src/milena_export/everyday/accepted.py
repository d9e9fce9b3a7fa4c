# SPDX-License-Identifier: Apache-2.0
"""Texts with the answers that count as right, and which of a model's answers do."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from milena_export.corpus import read_listed
from milena_export.errors import ExportError

CHOICE = re.compile(r"\[([^\[\]]*)\]")
MOST = 100_000
"""Answers that one line may spell out; beyond it is a slip."""


@dataclass(frozen=True)
class Accepted:
    """A text and its accepted answers, as `canonical` writes them."""

    text: str
    answers: frozenset[str]

    def accepts(self, answer: str) -> bool:
        """Whether an answer is one of them."""
        return canonical(answer) in self.answers


def read(path: Path) -> list[Accepted]:
    """Reads lines of a text, a tab and answers joined by `` | ``; ``[a|b]`` in them stands for a or b.

    Raises:
        ExportError: as of `read_listed`, or a text stands twice, or a line spells out more than `MOST` answers.
    """
    found: dict[str, Accepted] = {}
    for text, answers in read_listed(path):
        if text in found:
            raise ExportError(f"{path}: {text!r} stands twice; put its answers into one line")
        forms = frozenset(form for answer in _alternatives(answers) for form in _spelt_out(answer, path))
        found[text] = Accepted(text, forms)
    return list(found.values())


def canonical(answer: str) -> str:
    """An answer in NFC with single spaces; a final exclamation mark is a full stop."""
    spaced = " ".join(unicodedata.normalize("NFC", answer).split())
    return spaced[:-1] + "." if spaced.endswith("!") else spaced


def share(accepted: Sequence[Accepted], answers: Sequence[str]) -> float:
    """Percentage of the texts whose answer is accepted."""
    right = sum(one.accepts(answer) for one, answer in zip(accepted, answers, strict=True))
    return 100 * right / len(accepted)


def _alternatives(answers: str) -> list[str]:
    """Cut at `` | `` outside of brackets."""
    hidden = CHOICE.sub(lambda found: found[0].replace("|", "\0"), answers)
    return [answer.replace("\0", "|").strip() for answer in hidden.split(" | ")]


def _spelt_out(answer: str, path: Path) -> list[str]:
    parts = CHOICE.split(answer)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MOST:
        raise ExportError(f"{path}: {answer!r} spells out {count} answers; at most {MOST}, so split it")
    return [canonical("".join(chosen)) for chosen in itertools.product(*choices)]
