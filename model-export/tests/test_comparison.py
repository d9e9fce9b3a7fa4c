# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from milena_export.cli import main
from milena_export.comparison import measure
from milena_export.comparison.mechanisms import DEFAULT, TOLERANCE, count, mechanisms
from milena_export.corpus import Pair
from milena_export.training.recurrent import RecurrentShape
from milena_export.training.trainer import LOG, Trainer

NAMES = "gru+lstm-manhattan,transformer-2"
WORDS = {"red": "rot", "blue": "blau", "green": "grün", "dog": "Hund", "cat": "Katze", "house": "Haus"}
PEOPLE = [f"{first}{second}" for first in ("Al", "Be", "Ca", "Do", "Ed") for second in ("an", "ra", "go")]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "colours"
    folder.mkdir()
    draw = random.Random(6)
    for split, size in (("train", 300), ("dev", 20), ("test", 40)):
        lines = []
        for _ in range(size):
            chosen, name = draw.choices(sorted(WORDS), k=draw.randint(6, 8)), draw.choice(PEOPLE)
            lines.append(f"{name} {' '.join(chosen)}.\t{name} {' '.join(WORDS[word] for word in chosen)}.\n")
        (folder / f"{split}.tsv").write_text("".join(lines), encoding="utf-8")
    return folder


def compare(corpus: Path, folder: Path, *more: str) -> int:
    sizes = ["--vocabulary", "44", "--width", "24", "--batch-tokens", "200", "--warmup-steps", "4"]
    places = ["--output", str(folder / "work"), "--report", str(folder / "docs" / "page.md")]
    return main(["compare", str(corpus), *sizes, *places, "--mechanisms", NAMES, *more])


def test_should_write_a_report_and_skip_what_is_done(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compare(corpus, tmp_path, "--budget-epochs", "3") == 0
    page = (tmp_path / "docs" / "page.md").read_text(encoding="utf-8")
    results = {
        name: json.loads((tmp_path / "work" / name / "result.json").read_text(encoding="utf-8"))
        for name in NAMES.split(",")
    }
    times = json.loads((tmp_path / "work" / "times.json").read_text(encoding="utf-8"))
    assert list(times) == NAMES.split(",")
    steps = {result["training"]["steps"] for result in results.values()}
    assert len(steps) == 1
    assert f"the same {steps.pop():,} steps" in page
    for title, result in zip(("GRU+LSTM, manhattan", "Transformer, 2 heads"), results.values(), strict=True):
        bleu = next(figure["value"] for figure in result["quality"] if figure["metric"] == "BLEU")
        assert f"| {title} | {result['parameters']:,} | {bleu:.1f} |" in page
        attention = result["attention"]
        assert len(attention["weights"]) == len(attention["target"]) > 0
        assert all(abs(sum(row) - 1) < 1e-2 for row in attention["weights"])
        assert times[result["mechanism"]]["step_seconds"] > 0
        assert f"{result['aligned']['accuracy']:.1f}%" in page
    assert len({result["aligned"]["words"] for result in results.values()}) == 1
    assert str(tmp_path) not in page
    images = sorted(path.name for path in (tmp_path / "docs" / "images").iterdir())
    assert images == ["attention-maps.png", "attention-mechanisms.svg"]

    def fail(*_: Any) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(Trainer, "run", fail)
    assert compare(corpus, tmp_path, "--budget-epochs", "3") == 0
    assert (tmp_path / "docs" / "page.md").read_text(encoding="utf-8") == page
    capsys.readouterr()
    assert compare(corpus, tmp_path, "--budget-epochs", "4") == 2
    assert "holds results of another comparison (epochs 3.0, now 4.0)" in capsys.readouterr().err


def test_should_go_on_where_it_was_stopped(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Trainer._progress

    def killing(self: Trainer) -> float:
        if self._worker.position.step == 5:
            signal.raise_signal(signal.SIGTERM)
        return progress(self)

    monkeypatch.setattr(Trainer, "_progress", killing)
    assert compare(corpus, tmp_path, "--budget-epochs", "1") == 2
    assert (
        "the training of gru+lstm-manhattan was stopped; the same command goes on" in capsys.readouterr().err
    )
    assert not (tmp_path / "docs").exists()
    monkeypatch.undo()
    assert compare(corpus, tmp_path, "--budget-epochs", "1") == 0
    log = (tmp_path / "work" / "gru+lstm-manhattan" / "checkpoint" / LOG).read_text(encoding="utf-8")
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert [event for event in events if event in ("start", "resume")] == ["start", "resume"]


@pytest.mark.parametrize(("vocabulary", "width"), [(4000, 128), (4000, 192), (8000, 256)])
def test_should_give_all_mechanisms_about_as_many_weights(vocabulary: int, width: int) -> None:
    yardstick = count(RecurrentShape(vocabulary, width, score="dot"))
    for mechanism in mechanisms(DEFAULT, vocabulary, width):
        assert abs(mechanism.parameters / yardstick - 1) <= TOLERANCE / 4, mechanism
        assert mechanism.parameters == sum(p.numel() for p in mechanism.shape.build().parameters())


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--mechanisms", "lstm-euclid", "--budget-epochs", "1"], "'lstm-euclid' is none"),
        (["--mechanisms", "transformer-5", "--budget-epochs", "1"], "'transformer-5' is none"),
        (["--mechanisms", "gru-dot,gru-dot", "--budget-epochs", "1"], "names gru-dot twice"),
        (["--width", "20", "--budget-epochs", "1"], "--width 20 is no multiple of 8"),
        (["--budget-minutes", "0"], "the budget is not positive"),
        (["--report", "page.html", "--budget-epochs", "1"], "is no name of a page"),
    ],
)
def test_should_refuse_before_anything_is_written(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert compare(corpus, tmp_path, *more) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error
    assert not list(tmp_path.iterdir())


def test_should_draw_a_sentence_of_middling_length_with_a_name() -> None:
    pairs = [
        Pair("Tom is here.", "Tom ist hier."),
        Pair("a b c d e f g", "x"),
        Pair("a b c d e Tom g", "Tom x"),
    ]
    assert measure.worth_drawing(pairs) == "a b c d e Tom g"
    assert measure.worth_drawing(pairs[:2]) == "Tom is here."
