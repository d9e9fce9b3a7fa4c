# SPDX-License-Identifier: Apache-2.0
"""What is rounding passes verification; what is a small fault does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file
from torch import Tensor

from milena_export import cli


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A few sentences, one a line."""
    file = tmp_path / "texts"
    file.write_text("Tom is here.\nI like it.\nWhere are you?\nShe wants to go home.\nHe has two dogs.\n")
    return file


def changed(checkpoint: Path, name: str, change: Callable[[Tensor], Tensor]) -> None:
    weights = load_file(checkpoint / "model.safetensors")
    chosen = [key for key in weights if key.endswith(name)]
    assert chosen
    for key in chosen:
        weights[key] = change(weights[key].float())
    save_file(weights, checkpoint / "model.safetensors", metadata={"format": "pt"})


def test_should_pass_when_the_reference_in_32_bits_is_as_far_from_itself_in_64(
    checkpoint: Path, texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Keys and values far from zero: softmax takes the distance away again, and leaves the rounding that it cost.
    changed(checkpoint, "encoder.layers.1.final_layer_norm.bias", lambda bias: bias + 3000.0)
    output = tmp_path / "bundle"
    assert cli.main(["convert", str(checkpoint), "--output", str(output), "--quantization", "float"]) == 0
    code = cli.main(["verify", str(output), "--reference", str(checkpoint), "--texts", str(texts)])
    report = capsys.readouterr().out
    assert "from the reference in 64 bits" in report
    assert "FAIL" not in report
    assert code == 0


def test_should_fail_when_a_small_difference_is_none_of_rounding(
    checkpoint: Path, texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bundle"
    assert cli.main(["convert", str(checkpoint), "--output", str(output), "--quantization", "float"]) == 0
    changed(checkpoint, "layers.0.fc2.weight", lambda weight: weight * 1.002)
    code = cli.main(["verify", str(output), "--reference", str(checkpoint), "--texts", str(texts)])
    report = capsys.readouterr().out
    assert "ok   greedy: tokens of 5 of 5" in report
    assert "FAIL greedy: log-probabilities equal" in report
    assert code == 1
