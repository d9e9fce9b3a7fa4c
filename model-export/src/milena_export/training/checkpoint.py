# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: the folder that `convert` reads, and the state from which a run resumes exactly.

Files are written beside their final names and renamed, so a reader or a killed run never sees half a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import safetensors
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from milena_export.errors import ExportError
from milena_export.training.model import MAX_POSITIONS, ModelShape
from milena_export.training.recurrent import RecurrentShape
from milena_export.training.seq2seq import Shape
from milena_export.training.tokenizer import EOS, Tokenizer

WEIGHTS = "model.safetensors"
STATE = "training-state.safetensors"
MARIAN = "marian"
RECURRENT = "milena-rnn"


def model_config(shape: Shape, dropout: float) -> dict[str, Any]:
    """Returns ``config.json``: what the architecture needs and what all have in common."""
    pad = shape.vocabulary - 1
    own = _recurrent_config(shape) if isinstance(shape, RecurrentShape) else _marian_config(shape)
    return {
        **own,
        "dropout": dropout,
        "vocab_size": shape.vocabulary,
        "tie_word_embeddings": True,
        "is_encoder_decoder": True,
        "bos_token_id": None,
        "eos_token_id": EOS,
        "forced_eos_token_id": None,
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
        "dtype": "float16",
    }


def _recurrent_config(shape: RecurrentShape) -> dict[str, Any]:
    sizes = {name: value for name, value in shape.as_dict().items() if name != "vocabulary"}
    return {"architectures": ["RecurrentForSeq2SeqLM"], "model_type": RECURRENT, **sizes}


def _marian_config(shape: Shape) -> dict[str, Any]:
    """What transformers' ``MarianConfig`` reads."""
    assert isinstance(shape, ModelShape)
    return {
        "architectures": ["MarianMTModel"],
        "model_type": MARIAN,
        "activation_function": "relu",
        "d_model": shape.width,
        "encoder_layers": shape.encoder_layers,
        "decoder_layers": shape.decoder_layers,
        "encoder_attention_heads": shape.heads,
        "decoder_attention_heads": shape.heads,
        "encoder_ffn_dim": shape.feed_forward,
        "decoder_ffn_dim": shape.feed_forward,
        "attention_dropout": 0.0,
        "activation_dropout": 0.0,
        "decoder_vocab_size": shape.vocabulary,
        "max_position_embeddings": MAX_POSITIONS,
        "scale_embedding": True,
        "share_encoder_decoder_embeddings": True,
    }


def generation_config(shape: Shape) -> dict[str, Any]:
    """Returns ``generation_config.json``: greedy, with a limit that real sentences do not reach."""
    pad = shape.vocabulary - 1
    return {
        "eos_token_id": EOS,
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
        "max_new_tokens": 128,
        "num_beams": 1,
        "do_sample": False,
    }


def write_static_files(
    folder: Path, shape: Shape, dropout: float, tokenizer: Tokenizer, languages: tuple[str, str]
) -> None:
    """Writes everything of a checkpoint but the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "config.json", model_config(shape, dropout))
    write_json(folder / "generation_config.json", generation_config(shape))
    tokenizer.save(folder, languages)


def save_weights(folder: Path, weights: Mapping[str, Tensor]) -> None:
    """Writes the weights as fp16 safetensors."""
    halves = {name: tensor.detach().to(torch.float16).contiguous() for name, tensor in weights.items()}
    _replace(folder / WEIGHTS, halves, {"format": "pt"})


def load_shape(folder: Path) -> Shape:
    """Reads architecture and sizes from a checkpoint's ``config.json``."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config["model_type"] == RECURRENT:
            return recurrent_shape(config)
        return ModelShape(
            vocabulary=config["vocab_size"],
            width=config["d_model"],
            feed_forward=config["encoder_ffn_dim"],
            encoder_layers=config["encoder_layers"],
            decoder_layers=config["decoder_layers"],
            heads=config["encoder_attention_heads"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise ExportError(
            f"{folder} has no usable config.json ({error}); give a checkpoint that 'train' wrote"
        ) from error


def recurrent_shape(config: Mapping[str, Any]) -> RecurrentShape:
    """The shape that a recurrent model's ``config.json`` describes; raises ``KeyError`` where it lacks something."""
    names = (field.name for field in fields(RecurrentShape) if field.name != "vocabulary")
    return RecurrentShape(vocabulary=config["vocab_size"], **{name: config[name] for name in names})


def load_weights(folder: Path) -> dict[str, Tensor]:
    """Reads a checkpoint's weights as float32."""
    return {name: tensor.float() for name, tensor in _load(folder / WEIGHTS).items()}


def save_state(folder: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Writes what a run needs to go on; ``facts`` is JSON in the same file, so that both change as one."""
    _replace(folder / STATE, dict(tensors), {"facts": json.dumps(facts)})


def load_state(folder: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Reads what ``save_state`` wrote."""
    path = folder / STATE
    tensors = _load(path)
    with safetensors.safe_open(path, framework="pt") as opened:
        facts = json.loads(opened.metadata()["facts"])
    return tensors, facts


def write_json(path: Path, content: object) -> None:
    """Writes JSON with a final newline."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def append_json_line(path: Path, record: Mapping[str, Any]) -> None:
    """Adds one record to a JSON-lines log."""
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps(record, ensure_ascii=False) + "\n")


def _replace(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    partial = path.with_name(path.name + ".partial")
    save_file(tensors, partial, metadata)
    partial.chmod(0o644)
    partial.replace(path)


def _load(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise ExportError(f"{path} does not exist; nothing to start from")
    try:
        return load_file(path)
    except (safetensors.SafetensorError, OSError) as error:
        raise ExportError(f"{path} is damaged ({error}); take another copy") from error
