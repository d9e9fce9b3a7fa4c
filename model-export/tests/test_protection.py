# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from bundles import ROOT
from milena_export.augmentation.protection import STAND_INS, Protection, mask, masked, unmask
from milena_export.corpus import Pair
from milena_export.errors import ExportError

PATTERNS = ROOT / "text/src/main/resources/dev/milena/protection/patterns.tsv"


@pytest.fixture(scope="module")
def protection() -> Protection:
    return Protection.read(PATTERNS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to a@example.org or see https://x.org/a?b=1.", ["a@example.org", "https://x.org/a?b=1"]),
        ("Hello %s, {name} has %(count)s", ["%s", "{name}", "%(count)s"]),
        ("<b>{name}</b> is here", ["<b>{name}</b>"]),
        ("At 10:30 on 2024-05-01, 5 of 12", ["10:30", "2024-05-01", "12"]),
        ("I ❤️ you 👩\u200d👩\u200d👧😊 © 1️⃣", ["❤️", "👩\u200d👩\u200d👧😊", "©", "1️⃣"]),
        ("%s %s", ["%s", "%s"]),
        ("Nothing to see in 5 ways.", []),
    ],
)
def test_should_find_the_leftmost_and_longest_and_join_neighbours(
    protection: Protection, text: str, expected: list[str]
) -> None:
    assert [text[span.start : span.end] for span in protection.spans(text)] == expected


def test_should_give_the_same_stand_ins_to_both_sides_in_the_order_of_the_source(
    protection: Protection,
) -> None:
    pair = Pair("{a} of {b}, {a} and 1,000", "Von {b} {a}, 1.000 und {a}")

    assert masked(pair, protection) == Pair("⟦0⟧ of ⟦1⟧, ⟦2⟧ and ⟦3⟧", "Von ⟦1⟧ ⟦0⟧, ⟦3⟧ und ⟦2⟧")


def test_should_leave_what_the_sides_protect_unequally_as_it_is(protection: Protection) -> None:
    pair = Pair("{a} at 2:30 with %s", "{a} um halb drei mit %s, %s")

    assert masked(pair, protection) == Pair("⟦0⟧ at 2:30 with %s", "⟦0⟧ um halb drei mit %s, %s")


def test_should_mask_whole_words_too(protection: Protection) -> None:
    pair = Pair("Tom's friend Tomas is 25, Tom.", "Toms Freund Tomas ist 25, Tom.")

    assert masked(pair, protection, {"Tom"}) == Pair(
        "⟦0⟧'s friend Tomas is ⟦1⟧, ⟦2⟧.", "⟦0⟧s Freund Tomas ist ⟦1⟧, ⟦2⟧."
    )


def test_should_give_back_the_originals(protection: Protection) -> None:
    text = " ".join(f"{{v{number}}}" for number in range(12))
    hidden, originals = mask(text, protection)

    assert hidden == " ".join([*STAND_INS, "{v10}", "{v11}"])
    assert unmask(hidden, originals) == text
    assert unmask("⟦1⟧ und ⟦0⟧ und ⟦9⟧.", ["a", "b"]) == "b und a und ."


@pytest.mark.parametrize(
    ("line", "message"), [("url", "a name, a tab"), ("url\t(", "line 2.*mend the pattern")]
)
def test_should_refuse_patterns_it_cannot_read(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "patterns.tsv"
    path.write_text(f"# names\n{line}\n", encoding="utf-8")

    with pytest.raises(ExportError, match=message):
        Protection.read(path)
