# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import random
import re
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import MarianMTModel

from milena_export.cli import main
from milena_export.training import checkpoint
from milena_export.training.trainer import LOG, Trainer

SHAPE = "--vocabulary 32 --width 32 --feed-forward 64 --encoder-layers 1 --decoder-layers 1 --heads 2"
RECIPE = (
    "--processes 1 --batch-tokens 200 --batches-a-step 2 --warmup-steps 5 --evaluate-minutes 9 --average .9"
    " --precision float32"
)
SMALL = [*SHAPE.split(), *RECIPE.split(), "--quiet"]
RECURRENT = [
    *SHAPE.split()[:4],
    *SHAPE.split()[6:10],
    *RECIPE.split(),
    "--quiet",
    "--architecture",
    "recurrent",
]
WORDS = {"red": "rot", "blue": "blau", "green": "grün", "dog": "Hund", "cat": "Katze", "house": "Haus"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    draw = random.Random(6)
    for split, count in (("train", 400), ("dev", 40)):
        lines = []
        for _ in range(count):
            chosen = draw.choices(sorted(WORDS), k=draw.randint(1, 6))
            lines.append(f"{' '.join(chosen)}.\t{' '.join(WORDS[word] for word in chosen)}.\n")
        (folder / f"{split}.tsv").write_text("".join(lines), encoding="utf-8")
    return folder


def records(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (output / LOG).read_text(encoding="utf-8").splitlines()]


def train(corpus: Path, output: Path, *more: str) -> dict[str, torch.Tensor]:
    assert main(["train", str(corpus), "--output", str(output), *SMALL, *more]) == 0
    return checkpoint.load_state(output)[0]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_should_learn_and_write_a_checkpoint_that_transformers_loads(
    corpus: Path, tmp_path: Path, precision: str
) -> None:
    train(corpus, tmp_path, "--epochs", "8", "--precision", precision)
    log = records(tmp_path)
    assert [record["event"] for record in log] == ["start", "evaluation", "end"]
    assert log[1]["dev_loss"] < 0.75 * log[1]["train_loss"]
    assert log[2]["dev"]["bleu"] > 1
    assert MarianMTModel.from_pretrained(tmp_path).dtype == torch.float16
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("cells", [("gru", "lstm"), ("lstm", "gru")])
def test_should_learn_when_the_architecture_is_recurrent(
    corpus: Path, tmp_path: Path, cells: tuple[str, str]
) -> None:
    more = ["--epochs", "8", "--score", "additive", "--encoder-cell", cells[0], "--decoder-cell", cells[1]]
    arguments = ["train", str(corpus), "--output", str(tmp_path), *RECURRENT, *more]
    assert main(arguments) == 0
    log = records(tmp_path)
    assert log[0]["shape"]["encoder_cell"] == cells[0]
    assert log[1]["dev_loss"] < 0.75 * log[1]["train_loss"]
    assert json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))["model_type"] == "milena-rnn"


def test_should_take_the_vocabulary_of_another_checkpoint(corpus: Path, tmp_path: Path) -> None:
    train(corpus, tmp_path / "one", "--epochs", "0.1")
    other = [*RECURRENT[2:], "--vocabulary-from", str(tmp_path / "one"), "--epochs", "0.1"]
    assert main(["train", str(corpus), "--output", str(tmp_path / "two"), *other]) == 0
    one, two = ((tmp_path / name / "vocab.json").read_bytes() for name in ("one", "two"))
    assert one == two


def test_should_train_on_what_sources_say_in_their_case(corpus: Path, tmp_path: Path) -> None:
    for split in ("train", "dev"):
        lines = (corpus / f"{split}.tsv").read_text(encoding="utf-8").splitlines()
        titles = [f"so, {line.split(chr(9))[0]}" for line in lines]
        made = [f"{one}\t{one.title() if n % 2 else 'Quite Else'}\n" for n, one in enumerate(titles)]
        (tmp_path / f"{split}.tsv").write_text("".join(made), encoding="utf-8")

    train(tmp_path, tmp_path / "out", "--epochs", "0.1", "--recase", "--shared", "0.6", "--vocabulary", "28")

    assert records(tmp_path / "out")[0]["pairs"] == 200
    pieces = json.loads((tmp_path / "out/vocab.json").read_text(encoding="utf-8"))
    assert {piece for piece in pieces if piece != piece.lower()} <= {"\u2581S", "S", "Q", "E", "\u2581So"}, (
        "only the first word of a title keeps its capital"
    )


@pytest.mark.parametrize("architecture", ["transformer", "recurrent"])
def test_should_resume_exactly_after_a_stop(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, architecture: str
) -> None:
    monkeypatch.setattr(f"{__name__}.SMALL", SMALL if architecture == "transformer" else RECURRENT)
    whole = train(corpus, tmp_path / "whole", "--epochs", "2")
    progress = Trainer._progress

    def stopping(self: Trainer) -> float:
        if self._worker.position.step == 13:
            self.stop_reason = "test"
        return progress(self)

    monkeypatch.setattr(Trainer, "_progress", stopping)
    train(corpus, tmp_path / "cut", "--epochs", "2")
    assert records(tmp_path / "cut")[-1]["step"] == 13
    monkeypatch.undo()
    resumed = train(corpus, tmp_path / "cut", "--epochs", "2", "--resume")
    assert records(tmp_path / "cut")[-1]["step"] == records(tmp_path / "whole")[-1]["step"] > 26
    assert whole.keys() == resumed.keys()
    for name, tensor in whole.items():
        assert torch.equal(tensor, resumed[name]), name


def test_should_save_and_not_score_when_a_signal_comes(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops a run waits for its state, not for the decoding of the dev split."""
    progress = Trainer._progress

    def killing(self: Trainer) -> float:
        if self._worker.position.step == 5:
            signal.raise_signal(signal.SIGTERM)
        return progress(self)

    monkeypatch.setattr(Trainer, "_progress", killing)
    train(corpus, tmp_path, "--epochs", "2")
    last = records(tmp_path)[-1]
    assert (last["reason"], last["step"]) == ("signal SIGTERM", 5)
    assert "dev" not in last


def test_should_train_in_two_processes_as_in_one(corpus: Path, tmp_path: Path) -> None:
    one = train(corpus, tmp_path / "one", "--epochs", "0.5")
    two = train(corpus, tmp_path / "two", "--epochs", "0.5", "--processes", "2")
    for name, tensor in one.items():
        if name.startswith("parameters/"):
            assert torch.allclose(tensor, two[name], atol=5e-3, rtol=1e-2), name


def test_should_start_from_another_checkpoint_with_a_fresh_optimizer(corpus: Path, tmp_path: Path) -> None:
    train(corpus, tmp_path / "first", "--epochs", "8")
    train(corpus, tmp_path / "second", "--epochs", "0.2", "--init-from", str(tmp_path / "first"))
    first, second = records(tmp_path / "first"), records(tmp_path / "second")
    assert second[1]["dev_loss"] < first[1]["dev_loss"] + 0.2
    assert second[1]["step"] < 15


def test_should_start_from_another_checkpoint_under_another_vocabulary(corpus: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    train(corpus, first, "--epochs", "1")
    train(corpus, second, "--epochs", "1", "--vocabulary", "28", "--init-from", str(first))

    assert checkpoint.load_shape(second).vocabulary == 28
    assert MarianMTModel.from_pretrained(second).config.vocab_size == 28


def test_should_stop_early_when_dev_loss_stops_improving(corpus: Path, tmp_path: Path) -> None:
    still = ["--matrix-rate", "0", "--other-rate", "0", "--evaluate-minutes", "0", "--patience", "3"]
    train(corpus, tmp_path, "--epochs", "50", *still)
    assert records(tmp_path)[-1]["reason"] == "dev loss did not improve in 3 evaluations"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--resume"], r"does not exist; nothing to start from"),
        (["--init-from", "/nowhere"], r"no source\.spm"),
        (["--width", "30"], r"--width 30 is no multiple of"),
        (["--vocabulary", "5000"], r"no vocabulary of 5000 pieces"),
        (["--languages", "german"], r"give two codes"),
        (["--score", "dot"], r"--score is an option of --architecture recurrent"),
        (["--architecture", "recurrent"], r"--heads is an option of --architecture transformer"),
        (["--vocabulary-from", "/nowhere"], r"leave it or --vocabulary-from out"),
    ],
)
def test_should_refuse_with_one_clear_line(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert main(["train", str(corpus), "--output", str(tmp_path / "x"), *SMALL, *more]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert re.search(message, error)


def test_should_refuse_an_odd_width_when_the_architecture_is_recurrent(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", str(corpus), "--output", str(tmp_path), *RECURRENT, "--width", "31"]) == 2
    assert "--width 31 is odd" in capsys.readouterr().err


def test_should_not_overwrite_a_finished_checkpoint(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(corpus, tmp_path, "--epochs", "0.2")
    assert main(["train", str(corpus), "--output", str(tmp_path), *SMALL]) == 2
    assert "already holds a checkpoint" in capsys.readouterr().err


def test_should_say_so_when_a_training_process_dies(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Trainer._progress

    def killing(self: Trainer) -> float:
        if self._worker.position.step == 3:
            self._helpers[0].kill()
        return progress(self)

    monkeypatch.setattr(Trainer, "_progress", killing)
    arguments = ["train", str(corpus), "--output", str(tmp_path), *SMALL, "--processes", "2", "--epochs", "5"]
    assert main(arguments) == 2
    assert "a training process died" in capsys.readouterr().err
