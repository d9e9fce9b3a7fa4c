# SPDX-License-Identifier: Apache-2.0
"""Model cards: ten examples by a stated rule, what a model is bad at, and nothing else of a bundle changed."""

import json
import shutil
from pathlib import Path

import pytest

from bundles import ROOT, TINY
from milena_export import cli
from milena_export.bundle import manifest
from milena_export.bundle.card import Example, Examples, model_card
from milena_export.bundle.reader import Bundle

SHIPPED = ROOT / "models"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.mark.parametrize("name", ["en-de", "headline"])
def test_should_show_ten_answers_and_measured_limits_on_cards_of_shipped_models(name: str) -> None:
    card = (SHIPPED / name / "MODEL_CARD.md").read_text(encoding="utf-8")
    examples, bad = card.split("## Example answers")[1].split("## What it is bad at")
    assert examples.count("\n| ") == 10 + 2
    assert "spread evenly over the file and not chosen by anybody" in examples
    for limit in (SHIPPED / "known-limits" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        assert f"\n* {limit}\n" in bad
    assert "\n* Knowing when it is wrong: " in bad
    assert ("\n* Long texts: 30.8 BLEU on sources of 10 words or more, 40.2 on all" in bad) == (
        name == "en-de"
    )
    assert "\n* Characters that its vocabulary lacks" in bad


def test_should_change_nothing_but_the_card_and_its_hash(tiny: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "".join(f"Sentence {n} is here.\tSatz {n} ist da.\n" for n in range(40)), encoding="utf-8"
    )
    limits = tmp_path / "limits.txt"
    limits.write_text("Long words.\nVerse.\n", encoding="utf-8")
    before = manifest.read(tiny)
    options = ["--examples", str(pairs), "--corpus-name", "made", "--known-limits", str(limits)]
    assert cli.main(["card", str(tiny), *options]) == 0
    after = manifest.read(tiny)
    changed = {entry["path"] for entry in after["files"] if entry not in before["files"]}
    assert changed == {"MODEL_CARD.md"}
    assert {key: value for key, value in after.items() if key != "files"} == {
        key: value for key, value in before.items() if key != "files"
    }
    card = (tiny / "MODEL_CARD.md").read_text(encoding="utf-8")
    answer = Bundle.open(tiny, 1).answer(["Sentence 36 is here."], beam_size=4)[0]
    assert (
        f"| Sentence 36 is here. | {Bundle.open(tiny, 1).words.decode(answer.ids)} | Satz 36 ist da. |"
        in card
    )
    assert card.count("Satz ") == 10
    assert "* Long words.\n* Verse.\n" in card
    first = (tiny / "MODEL_CARD.md").read_bytes()
    assert cli.main(["card", str(tiny), *options]) == 0
    assert (tiny / "MODEL_CARD.md").read_bytes() == first


def test_should_write_the_card_of_a_conversion_again_without_a_corpus(tiny: Path) -> None:
    before = (tiny / "MODEL_CARD.md").read_bytes()
    assert cli.main(["card", str(tiny)]) == 0
    assert (tiny / "MODEL_CARD.md").read_bytes() == before


def test_should_refuse_a_bundle_that_was_changed(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tiny / "golden.jsonl").write_text("{}\n", encoding="utf-8")
    assert cli.main(["card", str(tiny)]) == 2
    assert "golden.jsonl was changed" in capsys.readouterr().err


def test_should_say_nothing_of_long_texts_that_come_out_as_well() -> None:
    told = json.loads((SHIPPED / "en-de" / "manifest.json").read_text(encoding="utf-8"))
    recorded = (SHIPPED / "en-de" / "golden.jsonl").read_text(encoding="utf-8")
    for figure in told["provenance"]["quality"]:
        figure["value"] = 50.0
    card = model_card(told, recorded, Examples("made", "All", [Example("a | b", "c", "d")]))
    assert "Long texts" not in card
    assert "| a \\| b | c | d |" in card
