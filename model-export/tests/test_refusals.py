# SPDX-License-Identifier: Apache-2.0
"""Checkpoints and names that are refused by name, with the cure, and tensors that are not as they must be."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from bundles import edit
from milena_export import cli

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 917407\n"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda c: edit(
                c / "config.json", quantization_config={"load_in_8bit": True, "quant_method": "bitsandbytes"}
            ),
            "quantized already .quantization_config: bitsandbytes, 8-bit.*model.dequantize",
        ),
        (
            lambda c: edit(c / "config.json", quantization_config={"bits": 4, "quant_method": "gptq"}),
            "quantized already .quantization_config: gptq.*take the original model",
        ),
        (lambda c: (c / "quantize_config.json").write_text('{"bits": 4}'), "quantization_config: gptq"),
        (lambda c: edit(c / "config.json", quantization_config={"quant_method": "awq"}), "awq.*original"),
        (
            lambda c: edit(c / "config.json", quantization_config={"quant_method": "fp8"}),
            "fp8.*dequantize=True",
        ),
        (
            lambda c: (c / "adapter_config.json").write_text(
                '{"peft_type": "LORA", "base_model_name_or_path": "x/y"}'
            ),
            "a LORA adapter of x/y .*merge_and_unload.. and save_pretrained, or remove adapter_config.json",
        ),
        (
            lambda c: edit(c / "config.json", architectures=["MarianForCausalLM"]),
            "of a MarianForCausalLM, which generates no",
        ),
        (
            lambda c: (c / "config.json").write_text(POINTER),
            "config.json is a Git LFS pointer.*917407.*git lfs pull",
        ),
        (lambda c: (c / "source.spm").write_text(POINTER), "source.spm is a Git LFS pointer"),
        (lambda c: (c / "vocab.json").write_text(POINTER), "vocab.json is a Git LFS pointer"),
        (
            lambda c: (c / "generation_config.json").write_text(""),
            r"generation_config.json is empty .0 bytes.",
        ),
        (lambda c: (c / "model.safetensors").write_text(POINTER), "model.safetensors is a Git LFS pointer"),
        (
            lambda c: (c / "config.json").unlink() or (c / "model.gguf").write_bytes(b"x"),
            "has model.gguf and no config.json",
        ),
        (
            lambda c: (c / "model.safetensors").rename(c / "tf_model.h5"),
            "only tf_model.h5, which is not read; load it in transformers 4 .from_tf=True. and save",
        ),
        (
            lambda c: edit(c / "generation_config.json", eos_token_id=99999),
            "eos_token_id=99999 is outside .* 0 to",
        ),
        (
            lambda c: edit(c / "generation_config.json", bad_words_ids=[[99999]]),
            "bad_words_ids=99999 is outside",
        ),
        (
            lambda c: edit(c / "generation_config.json", forced_eos_token_id=-1),
            "forced_eos_token_id=-1 is outside",
        ),
        (
            lambda c: edit(c / "generation_config.json", eos_token_id=None),
            "eos_token_id is not set.*--generation",
        ),
        (lambda c: edit(c / "generation_config.json", num_beams=0), "num_beams=0 must be 1 or more"),
        (
            lambda c: edit(c / "generation_config.json", do_sample=True),
            "do_sample=True .*--generation do_sample=false",
        ),
        (
            lambda c: edit(c / "generation_config.json", brand_new_penalty=1.5),
            "brand_new_penalty=1.5 changes answers, or may",
        ),
    ],
)
def test_should_refuse_by_name_with_the_cure(
    damage: Callable[[Path], object],
    message: str,
    checkpoint: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage(checkpoint)
    assert cli.main(["convert", str(checkpoint), "--output", str(tmp_path / "bundle")]) == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert re.search(message, line), line
    assert not (tmp_path / "bundle").exists()


def with_tensor(folder: Path, name: str, tensor: Any) -> None:
    path = folder / "model.safetensors"
    save_file({**load_file(path), name: tensor}, path, metadata={"format": "pt"})


def test_should_report_a_tensor_that_no_such_model_reads(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_tensor(checkpoint, "model.encoder.layers.0.adapter.weight", np.ones((2, 2), np.float32))
    assert cli.main(["describe", str(checkpoint)]) == 0
    assert "not read, as in transformers: model.encoder.layers.0.adapter.weight" in capsys.readouterr().out
    assert cli.main(["convert", str(checkpoint), "--output", str(tmp_path / "bundle")]) == 0
    report = capsys.readouterr().out
    assert report.count("model.encoder.layers.0.adapter.weight") == 1


def test_should_refuse_integers_where_weights_must_be(
    checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tensors = load_file(checkpoint / "model.safetensors")
    name = next(name for name in tensors if name.endswith("q_proj.weight"))
    with_tensor(checkpoint, name, np.ones(tensors[name].shape, np.int8))
    assert cli.main(["describe", str(checkpoint)]) == 2
    assert f"{name} is stored as I8, which is no plain weight" in capsys.readouterr().err


def test_should_name_the_tensor_that_is_missing_before_any_is_read(
    checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tensors = load_file(checkpoint / "model.safetensors")
    name = next(name for name in tensors if name.endswith("fc1.weight"))
    del tensors[name]
    save_file(tensors, checkpoint / "model.safetensors", metadata={"format": "pt"})
    assert cli.main(["describe", str(checkpoint)]) == 2
    assert f"the checkpoint lacks {name}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "message"),
    [("EnDe", "--name ende"), ("_x", "--name x"), ("en de", "--name en-de"), ("\u00e9", "give e.g. --name")],
)
def test_should_judge_names_before_all_else(
    name: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["convert", "/no/such/folder", "--output", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert "is no name of a bundle" in error
    assert message in error
    assert cli.main(["convert", "/no/such/folder", "--output", str(tmp_path / "x"), "--version", "1"]) == 2
    assert "--version '1' is no version" in capsys.readouterr().err
