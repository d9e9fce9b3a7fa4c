# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from bundles import ROOT, TINY
from milena_export.augmentation.protection import Protection
from milena_export.cli import main
from milena_export.corpus import Pair
from milena_export.errors import ExportError
from milena_export.everyday import accepted
from milena_export.everyday.robustness import by_way, kept
from test_protection import PATTERNS

LIST = ROOT / "models/everyday/en-de.tsv"


def listed(tmp_path: Path, *lines: str) -> list[accepted.Accepted]:
    path = tmp_path / "list.tsv"
    path.write_text("\n".join(("# a list", *lines, "")), encoding="utf-8")
    return accepted.read(path)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Hallo, du!", True),
        ("Hallo, du.", True),
        ("  Hallo,  Sie! ", True),
        ("Gru\u0308ß Gott!", True),
        ("Grüß Gott", False),
        ("Hallo!", False),
        ("hallo, du!", False),
    ],
)
def test_should_accept_what_is_listed_and_nothing_else(tmp_path: Path, answer: str, expected: bool) -> None:
    (one,) = listed(tmp_path, "Hello, you!\tHallo, [du|Sie]! | Grüß Gott[|, du].")

    assert one.accepts(answer) is expected


def test_should_count_the_share(tmp_path: Path) -> None:
    found = listed(tmp_path, "a\tb", "c\td | e", "f\tg", "h\ti")

    assert accepted.share(found, ["b", "e", "h", "x"]) == 50


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a\tb", "a\tc"], "stands twice"),
        (["a"], "two filled columns"),
        ([], "holds no pair"),
        (["a\t" + "[a|b|c|d|e|f|g|h|i|j]" * 6], "1000000 answers; at most"),
    ],
)
def test_should_refuse_lists_with_slips(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(ExportError, match=message):
        listed(tmp_path, *lines)


def test_should_ship_a_list_without_slips() -> None:
    found = accepted.read(LIST)

    assert len(found) >= 300
    for one in found:
        for answer in one.answers:
            assert not re.search(r" [.,!?:](?!\.)|[\[\]|]", answer.replace(" ...", "")), (one.text, answer)
        if re.search(r"\w$", one.text):
            assert not any(re.search(r"[.?!]$", answer) for answer in one.answers), one.text


def test_should_measure_what_case_and_marks_cost() -> None:
    answers = {
        "The dog sleeps in the house.": "Der Hund schläft in dem Haus.",
        "the dog sleeps in the house.": "X",
        "THE DOG SLEEPS IN THE HOUSE.": "DER HUND SCHLÄFT IN DEM HAUS.",
        "The dog sleeps in the house": "Der Hund schläft in dem Haus",
    }

    def answer(texts: Sequence[str]) -> list[str]:
        return [answers[text] for text in texts]

    pairs = [Pair("The dog sleeps in the house.", "Der Hund schläft in dem Haus.")]
    found = {figure.name: figure for figure in by_way(pairs, answer)}

    assert [(name, figure.lost) for name, figure in found.items()] == [
        ("as it is", None),
        ("lower case", pytest.approx(100 - found["lower case"].bleu)),
        ("capitals", 0),
        ("no final mark", 0),
    ]
    assert found["as it is"].bleu == pytest.approx(100)
    assert found["lower case"].bleu < 10


def test_should_see_whether_protected_spans_come_through() -> None:
    protection = Protection.read(PATTERNS)
    pairs = [
        Pair("Hi {a} and {b}", "Hallo {b} und {a}"),
        Pair("Hi %s", "Hallo %s"),
        Pair("Hi %s", "Hallo"),
        Pair("Hi", "Hallo"),
    ]

    found = kept(pairs, ["Hallo {a} und {b}", "Hallo %d", "x", "y"], protection)

    assert found
    assert (found.texts, found.share) == (2, 50)
    assert kept(pairs[3:], ["Hallo"], protection) is None


def test_should_print_and_write_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, report = tmp_path / "pairs.tsv", tmp_path / "report.json"
    corpus.write_text("Tom has 12 dogs.\tTom hat 12 Hunde.\nI am Tom.\tIch bin Tom.\n", encoding="utf-8")
    few = tmp_path / "few.tsv"
    few.write_text("I am here.\tNiemals diese Antwort.\n", encoding="utf-8")
    told = ["--protection", str(PATTERNS), "--json", str(report), "--beams", "1", "--accepted", str(few)]

    assert main(["everyday", str(TINY), "--corpus", str(corpus), *told, "--show"]) == 0
    shown = capsys.readouterr().out
    assert "0.0% of 1 accepted" in shown
    assert "I am here.\t" in shown
    assert "lower case: BLEU" in shown
    names = [record.get("name", "list") for record in json.loads(report.read_text(encoding="utf-8"))]
    assert names == ["list", "as it is", "lower case", "capitals", "no final mark", "protected spans"]
    assert main(["everyday", str(TINY), *told, "--least", "1"]) == 1


def test_should_answer_what_people_type_as_well_as_ever() -> None:
    """The share of the shipped bundle; it goes up with the bundle, never down."""
    arguments = ["--accepted", str(LIST), "--protection", str(PATTERNS), "--beams", "4", "--least", "75"]

    assert main(["everyday", str(ROOT / "models/en-de"), *arguments]) == 0
