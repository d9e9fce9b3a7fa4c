# SPDX-License-Identifier: Apache-2.0
"""Stand-ins are one token each, from the vocabulary that is learnt to the bundle that is converted."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import torch
from transformers import MarianTokenizer

from bundles import TINY
from milena_export import cli
from milena_export.augmentation.protection import STAND_INS, Protection
from milena_export.bundle.reader import Bundle
from milena_export.everyday import asking
from milena_export.everyday.asking import answers, has_stand_ins
from milena_export.training import checkpoint
from milena_export.training.model import ModelShape
from milena_export.training.tokenizer import Tokenizer, train_tokenizer
from test_protection import PATTERNS
from test_training_model import TEXTS

SHAPE = ModelShape(vocabulary=80, width=32, feed_forward=48, encoder_layers=1, decoder_layers=1, heads=2)
HARD = (
    "nie⟦0⟧.rst",
    "a ⟦0⟧ b",
    "⟦0⟧⟦1⟧",
    "⟦9⟧",
    " ⟦3⟧  an ⟦2⟧.",
    "(⟦4⟧, ⟦5⟧⟦6⟧) ⟦7⟧",
    "ein⟦8⟧ ⟦8⟧",
    "⟦ 0⟧ ⟦10⟧",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model whose vocabulary has the stand-ins."""
    folder = tmp_path_factory.mktemp("checkpoint")
    tokenizer = train_tokenizer([*TEXTS, "a b (c) , . ⟦0⟧ 10"], SHAPE.vocabulary, 1, STAND_INS)
    torch.manual_seed(1)
    checkpoint.write_static_files(folder, SHAPE, 0.0, tokenizer, ("en", "de"))
    checkpoint.save_weights(folder, SHAPE.build().state_dict())
    return folder


@pytest.fixture(scope="module")
def bundle(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    output, texts = tmp_path_factory.mktemp("bundles") / "bundle", folder / "texts.tsv"
    texts.write_text("a ⟦0⟧ b\ta ⟦0⟧ b\n", encoding="utf-8")
    assert cli.main(["convert", str(folder), "--output", str(output), "--golden", str(texts)]) == 0
    return Bundle.open(output)


def test_should_state_the_stand_ins_in_the_tokenizer_config(folder: Path) -> None:
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))

    assert config["stand_ins"] == list(STAND_INS)
    assert Tokenizer.load(folder).stand_ins == STAND_INS


def test_should_state_none_where_there_are_none(tmp_path: Path) -> None:
    tokenizer = train_tokenizer(TEXTS, 60, 1)
    tokenizer.save(tmp_path, ("en", "de"))

    assert tokenizer.stand_ins == ()
    assert "stand_ins" not in json.loads((tmp_path / "tokenizer_config.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", HARD)
def test_should_give_each_stand_in_one_id_and_keep_spaces(folder: Path, bundle: Bundle, text: str) -> None:
    ours = Tokenizer.load(folder)
    ids = ours.encode([text])[0]
    stand_in_ids = {ours.ids[name] for name in STAND_INS}

    assert sum(number in stand_in_ids for number in ids) == sum(text.count(name) for name in STAND_INS)
    assert bundle.words.encode(text) == ids
    assert MarianTokenizer.from_pretrained(folder)(text).input_ids == ids
    if "⟦ " not in text:
        assert ours.decode(ids) == " ".join(text.split())
        assert bundle.words.decode(ids) == " ".join(text.split())


def test_should_know_which_bundles_have_stand_ins(bundle: Bundle) -> None:
    assert has_stand_ins(bundle)
    assert not has_stand_ins(Bundle.open(TINY))


@pytest.mark.parametrize("stand_ins", [True, False])
def test_should_ask_with_stand_ins_and_answer_with_originals(
    monkeypatch: pytest.MonkeyPatch, stand_ins: bool
) -> None:
    asked: list[str] = []

    def answer(texts: list[str], beam_size: int) -> list[SimpleNamespace]:
        asked.extend([*texts, str(beam_size)])
        return [SimpleNamespace(ids=text) for text in texts]

    echo = SimpleNamespace(answer=answer, words=SimpleNamespace(decode=lambda text: f"{text}!"))
    monkeypatch.setattr(asking, "has_stand_ins", lambda _: stand_ins)
    protection = Protection.read(PATTERNS)

    assert answers(cast(Bundle, echo), ["Hi {a}", "Hi"], 4, protection) == ["Hi {a}!", "Hi!"]
    assert asked == ["Hi ⟦0⟧" if stand_ins else "Hi {a}", "Hi", "4"]
