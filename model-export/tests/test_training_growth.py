# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from milena_export.errors import ExportError
from milena_export.training import checkpoint
from milena_export.training.growth import grown
from milena_export.training.model import ModelShape, TranslationModel
from test_training_run import corpus as corpus  # noqa: PLC0414
from test_training_run import records, train

SHAPE = ModelShape(vocabulary=40, width=32, feed_forward=48, encoder_layers=2, decoder_layers=1, heads=2)


def logits(model: TranslationModel) -> torch.Tensor:
    source, target = torch.randint(2, 39, (3, 7), generator=torch.Generator().manual_seed(1)).split(
        [4, 3], dim=1
    )
    source[1, 3] = model.pad
    with torch.no_grad():
        return model.eval().logits(model.decode(target, model.encode(source)))


@pytest.mark.parametrize(
    "sizes",
    [
        {"encoder_layers": 4},
        {"encoder_layers": 5},
        {"decoder_layers": 3},
        {"feed_forward": 80},
        {"encoder_layers": 3, "decoder_layers": 2, "feed_forward": 64},
    ],
)
def test_should_compute_the_same_when_grown(sizes: dict[str, int]) -> None:
    torch.manual_seed(4)
    small = SHAPE.build()
    for parameter in small.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    shape = replace(SHAPE, **sizes)
    large = shape.build()
    large.load_state_dict(grown(dict(small.named_parameters()), SHAPE, shape, seed=1))

    torch.testing.assert_close(logits(large), logits(small), atol=2e-3, rtol=1e-3)
    assert sum(p.numel() for p in large.parameters()) > sum(p.numel() for p in small.parameters())
    loss, _ = large.train().loss(torch.tensor([[3, 4, 0]]), torch.tensor([[5, 6, 0]]), 0.0)
    loss.backward()  # type: ignore[no-untyped-call]
    silent = [
        name
        for name, parameter in large.named_parameters()
        if parameter.grad is None or not bool(parameter.grad.any())
    ]
    assert not [name for name in silent if name.endswith(("out_proj.weight", "fc2.weight"))], (
        "these begin to learn"
    )


def test_should_start_a_run_from_a_checkpoint_made_larger(corpus: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    train(corpus, first, "--epochs", "8")
    larger = ["--encoder-layers", "3", "--feed-forward", "96", "--vocabulary", "28"]
    train(corpus, second, "--epochs", "0.2", "--init-from", str(first), *larger)

    shape = checkpoint.load_shape(second)
    assert isinstance(shape, ModelShape)
    assert (shape.encoder_layers, shape.decoder_layers, shape.feed_forward, shape.vocabulary) == (
        3,
        1,
        96,
        28,
    )
    assert records(second)[1]["dev_loss"] < records(first)[0].get("dev_loss", 3.0)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--width", "64"], "growing keeps it"),
        (["--encoder-layers", "1"], "growing only adds"),
    ],
)
def test_should_refuse_what_growing_cannot_do(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    from milena_export.cli import main

    shape = replace(SHAPE, vocabulary=32)
    from milena_export.training.tokenizer import train_tokenizer

    tokenizer = train_tokenizer(
        ["red blue green dog cat house. rot blau grün Hund Katze Haus xyz"] * 20, 32, 1
    )
    checkpoint.write_static_files(tmp_path / "first", shape, 0.0, tokenizer, ("en", "de"))
    checkpoint.save_weights(tmp_path / "first", shape.build().state_dict())
    arguments = [
        "train",
        str(corpus),
        "--output",
        str(tmp_path / "x"),
        "--init-from",
        str(tmp_path / "first"),
    ]
    assert main([*arguments, *more]) == 2
    assert message in capsys.readouterr().err


def test_should_refuse_to_grow_into_something_smaller() -> None:
    with pytest.raises(ExportError, match="only adds"):
        grown({}, SHAPE, replace(SHAPE, feed_forward=8), 1)
