# SPDX-License-Identifier: Apache-2.0
"""Marian checkpoints of other kinds than the shipped one: several target languages, separate and ragged vocabularies."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from bundles import CHECKPOINT, edit
from milena_export import cli
from milena_export.bundle.reader import Bundle


def vocabulary(folder: Path) -> dict[str, int]:
    return dict(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))


def multi_target(folder: Path) -> None:
    """Two language tokens, with embeddings that matter."""
    pieces = vocabulary(folder)
    (folder / "vocab.json").write_text(
        json.dumps({**pieces, ">>deu<<": 2000, ">>fra<<": 2001}), encoding="utf-8"
    )
    weights = load_file(folder / "model.safetensors")
    table = weights["model.shared.weight"]
    extra = np.random.default_rng(0).normal(0, table.std(), (4, table.shape[1])).astype(table.dtype)
    weights["model.shared.weight"] = np.concatenate([table, extra])
    bias = weights["final_logits_bias"]
    weights["final_logits_bias"] = np.concatenate([bias, np.full((1, 4), -9, bias.dtype)], axis=1)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    edit(folder / "config.json", vocab_size=2004, decoder_vocab_size=2004)
    edit(folder / "tokenizer_config.json", target_lang="roa")


def separate(folder: Path) -> None:
    """The target's ids in another order, and more of them than the source has."""
    pieces = vocabulary(folder)
    moved = {piece: (index + 7) % 2000 for piece, index in pieces.items()}
    (folder / "target_vocab.json").write_text(json.dumps(moved), encoding="utf-8")
    weights = load_file(folder / "model.safetensors")
    table = weights.pop("model.shared.weight")
    rolled = np.concatenate([np.roll(table, 7, axis=0), table[:3]])
    weights["model.encoder.embed_tokens.weight"] = table
    weights["model.decoder.embed_tokens.weight"] = rolled
    bias = np.roll(weights["final_logits_bias"], 7, axis=1)
    weights["final_logits_bias"] = np.concatenate([bias, np.full((1, 3), -9, bias.dtype)], axis=1)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    edit(folder / "config.json", decoder_vocab_size=2003, share_encoder_decoder_embeddings=False)
    target = {"eos_token_id": 7, "pad_token_id": 6, "decoder_start_token_id": 6}
    edit(folder / "generation_config.json", **target)
    edit(folder / "tokenizer_config.json", separate_vocabs=True)


def ragged(folder: Path) -> None:
    """A vocabulary without some of the source's pieces."""
    pieces = vocabulary(folder)
    for piece in ("\u2581is", "\u2581the", "."):
        pieces.pop(piece)
    (folder / "vocab.json").write_text(json.dumps(pieces), encoding="utf-8")


def pickled(folder: Path) -> None:
    """Two shards, the way old checkpoints are."""
    import torch
    from safetensors.torch import load_file as load_tensors

    weights = load_tensors(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(weights)
    index = {}
    for shard, part in (
        ("pytorch_model-00001-of-00002.bin", names[::2]),
        ("pytorch_model-00002-of-00002.bin", names[1::2]),
    ):
        torch.save({name: weights[name] for name in part}, folder / shard)
        index |= dict.fromkeys(part, shard)
    content = {"metadata": {}, "weight_map": index}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("change", [multi_target, separate, ragged, pickled])
def test_should_verify_against_transformers_when_a_checkpoint_is_of_another_kind(
    change: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(shutil.copytree(CHECKPOINT, tmp_path / "source"))
    change(source)
    output = tmp_path / "bundle"
    assert cli.main(["convert", str(source), "--output", str(output), "--max-target", "12"]) == 0
    texts = tmp_path / "texts"
    texts.write_text(
        "Tom is here.\nI like the house.\nWhere is the \U0001f600?\nThe cat.\nWho?\n", encoding="utf-8"
    )
    assert cli.main(["verify", str(output), "--reference", str(source), "--texts", str(texts)]) == 0
    assert "FAIL" not in capsys.readouterr().out
    if change is multi_target:
        words = Bundle.open(output).words
        assert [(pair.target, pair.target_code) for pair in words.pairs] == [("de", "deu"), ("fr", "fra")]
        assert words.encode("Tom", words.pair(None, "fr")) == [2001, *words.encode("Tom")[1:]]


def test_should_refuse_a_pickle_when_it_holds_more_than_tensors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import pickle

    source = Path(shutil.copytree(CHECKPOINT, tmp_path / "source"))
    (source / "model.safetensors").unlink()
    (source / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": print}))
    assert cli.main(["convert", str(source), "--output", str(tmp_path / "bundle")]) == 2
    assert "is not a readable weights-only PyTorch file" in capsys.readouterr().err


def test_should_say_what_would_come_of_it_when_run_dry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(shutil.copytree(CHECKPOINT, tmp_path / "source"))
    multi_target(source)
    assert cli.main(["convert", str(source), "--dry-run", "--languages", "fr"]) == 0
    report = capsys.readouterr().out
    assert "family      marian, task translation" in report
    assert "reads       en\nwrites      fr\n" in report
    assert "limits      256 source tokens, 256 target tokens" in report
    weights = sum(array.size for array in load_file(source / "model.safetensors").values())
    assert f"{weights + 512 * 64:,} weights" in report
    assert {path.name for path in tmp_path.iterdir()} == {"source"}
    assert cli.main(["convert", str(source), "--dry-run", "--languages", "xx"]) == 2
    assert "the model has no language 'xx'; it has 2: de, fr" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--languages", "en,de"], "this one has none"),
        (["--text-prefix", "translate: "], "told their task in words"),
    ],
)
def test_should_refuse_an_option_when_the_model_has_no_use_for_it(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["convert", str(CHECKPOINT), "--output", str(tmp_path / "bundle"), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_should_record_only_texts_that_fit_when_the_limit_is_low(tmp_path: Path) -> None:
    """The processor refuses longer ones, and so would refuse its own bundle."""
    output = tmp_path / "bundle"
    assert cli.main(["convert", str(CHECKPOINT), "--output", str(output), "--max-source", "12"]) == 0
    bundle = Bundle.open(output)
    entries = [
        json.loads(line) for line in (output / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert 0 < len(entries) == bundle.manifest["golden"]["texts"] < 13
    assert all(bundle.words.fits(entry["text"], bundle.words.pairs[0]) for entry in entries)
    assert not bundle.words.fits("word " * 20, bundle.words.pairs[0])
