# SPDX-License-Identifier: Apache-2.0
"""Which stand-ins a bundle says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from milena_export.conversion import stand_ins
from milena_export.errors import ExportError

TEXTS = [f"This sentence number {'abcdefghijklmnopqrstuvwx'[i]} speaks about something" for i in range(24)]


class Spelling:
    """Ids are code points; one pair of languages."""

    def __init__(self, unknown: str = "") -> None:
        self.unknown = unknown
        self.pairs = (SimpleNamespace(source="en", forced_bos=-1),)

    def encode(self, text: str) -> list[int]:
        return [3 if letter in self.unknown else ord(letter) for letter in text]

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(map(chr, ids))


class Copying:
    """Answers with the text, with some pieces changed."""

    def __init__(self, **changed: str) -> None:
        self.changed = changed
        self.asked = 0

    def answer_all(self, rows: Sequence[Sequence[int]], **_: Any) -> Iterator[tuple[int, list[Any]]]:
        for index, row in enumerate(rows):
            self.asked += 1
            text = "".join(map(chr, row))
            for piece, other in self.changed.items():
                text = text.replace(piece, other)
            yield index, [SimpleNamespace(ids=list(map(ord, text)))]


def test_keeps_the_members_of_a_family_that_come_through() -> None:
    found = stand_ins.measured(Copying(Maria="Marie", Boston="Boston Boston"), Spelling(), 64, TEXTS)  # type: ignore[arg-type]

    assert found == [one for one in stand_ins.FAMILIES[0] if one not in ("Maria", "Boston")]


def test_takes_the_family_of_which_most_come_through() -> None:
    model = Copying(Tom="er", Maria="sie", Boston="dort")

    assert stand_ins.measured(model, Spelling(), 64, TEXTS) == list(stand_ins.FAMILIES[1])  # type: ignore[arg-type]


def test_gives_up_early_on_a_model_that_copies_nothing() -> None:
    model = Copying(**{"Tom": "", "4711": "", "X1": ""})

    assert stand_ins.measured(model, Spelling(), 64, TEXTS) is None  # type: ignore[arg-type]
    assert model.asked == 3 * stand_ins.PROBES


def test_measures_nothing_on_a_few_texts() -> None:
    assert stand_ins.measured(Copying(), Spelling(), 64, TEXTS[:5]) is None  # type: ignore[arg-type]


def test_reads_what_a_checkpoint_was_trained_with(tmp_path: Path) -> None:
    assert stand_ins.declared(tmp_path) is None
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"stand_ins": ["⟦0⟧", "⟦1⟧"]}))

    assert stand_ins.declared(tmp_path) == ["⟦0⟧", "⟦1⟧"]


@pytest.mark.parametrize(("given", "message"), [(["a", "ab"], "cannot be told apart"), ([" "], "is blank")])
def test_refuses_stand_ins_that_cannot_be_used(given: list[str], message: str) -> None:
    with pytest.raises(ExportError, match=message):
        stand_ins.checked(given, "--stand-ins")


def test_refuses_stand_ins_that_the_vocabulary_lacks() -> None:
    with pytest.raises(ExportError, match="no pieces for the stand-in ⟦0⟧"):
        stand_ins.refuse_unknown(["⟦0⟧"], Spelling(unknown="⟦"), 3)  # type: ignore[arg-type]
