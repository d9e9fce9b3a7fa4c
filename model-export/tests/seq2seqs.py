# SPDX-License-Identifier: Apache-2.0
"""Random checkpoints of every family whose outputs are alive: they vary, end by EOS, and beams differ from greedy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BlenderbotConfig,
    BlenderbotForConditionalGeneration,
    M2M100Config,
    M2M100ForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    MBartConfig,
    MBartForConditionalGeneration,
    MT5Config,
    MT5ForConditionalGeneration,
    PegasusConfig,
    PegasusForConditionalGeneration,
    PreTrainedModel,
    T5Config,
    T5ForConditionalGeneration,
    UMT5Config,
    UMT5ForConditionalGeneration,
)

from made_graphs import MAX_NEW, loaded
from milena_export.bundle.session import GraphSession
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.registry import FAMILIES
from milena_export.graph.model import AttentionView
from seq2seq_shapes import Shape

# One thread: waiting for each other costs more than such small models win.
torch.set_num_threads(1)

VOCABULARY = 60
MODELS: dict[str, tuple[Any, Any]] = {
    "bart": (BartConfig, BartForConditionalGeneration),
    "blenderbot": (BlenderbotConfig, BlenderbotForConditionalGeneration),
    "m2m_100": (M2M100Config, M2M100ForConditionalGeneration),
    "marian": (MarianConfig, MarianMTModel),
    "mbart": (MBartConfig, MBartForConditionalGeneration),
    "mt5": (MT5Config, MT5ForConditionalGeneration),
    "pegasus": (PegasusConfig, PegasusForConditionalGeneration),
    "t5": (T5Config, T5ForConditionalGeneration),
    "umt5": (UMT5Config, UMT5ForConditionalGeneration),
}


def config(shape: Shape) -> Any:
    """The config of a shape in transformers' words."""
    kind = MODELS[shape.family][0]
    encoder_layers, decoder_layers = shape.layers
    if shape.family in ("t5", "mt5", "umt5"):
        return kind(
            **{
                "vocab_size": VOCABULARY,
                "d_model": shape.width,
                "d_kv": shape.width // shape.heads,
                "d_ff": shape.ffn,
                "num_layers": encoder_layers,
                "num_decoder_layers": decoder_layers,
                "num_heads": shape.heads,
                "relative_attention_num_buckets": 8,
                "relative_attention_max_distance": 12,
                **shape.ids,
                **shape.options,
            }
        )
    return kind(
        **{
            "vocab_size": VOCABULARY,
            "d_model": shape.width,
            "encoder_layers": encoder_layers,
            "decoder_layers": decoder_layers,
            "encoder_attention_heads": shape.heads,
            "decoder_attention_heads": shape.heads,
            "encoder_ffn_dim": shape.ffn,
            "decoder_ffn_dim": shape.ffn,
            "max_position_embeddings": 64,
            "forced_eos_token_id": None,
            **shape.ids,
            **shape.options,
        }
    )


def make(folder: Path, shape: Shape) -> PreTrainedModel:
    """Writes a checkpoint (without tokenizer) and returns it in transformers."""
    torch.manual_seed(shape.seed)
    model = MODELS[shape.family][1](config(shape)).eval()
    with torch.no_grad():
        _randomize(model, shape)
    for name, value in shape.generation.items():
        setattr(model.generation_config, name, value)
    model.save_pretrained(folder)
    return MODELS[shape.family][1].from_pretrained(folder).eval()


def _randomize(model: PreTrainedModel, shape: Shape) -> None:
    if shape.own_output:
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.lm_head.weight))
    tied = model.lm_head.weight is model.get_decoder().embed_tokens.weight
    size = shape.embedding * (shape.width**-0.5 if tied else 1.0)
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if "lm_head" in name:
            parameter.normal_(0, 0.45)
        elif "embed_positions" in name or "relative_attention_bias" in name:
            parameter.normal_(0, 0.5 * shape.embedding)
        elif ("embed" in name and "norm" not in name) or "shared" in name:
            parameter.normal_(0, size)
        elif tied and _is_last_norm(name, shape):
            # Tied models would repeat their input; turning some features round breaks that.
            parameter.copy_(torch.sign(torch.randn_like(parameter)))
        elif "norm" in name and name.endswith("weight"):
            parameter.copy_(1 + 0.2 * torch.randn_like(parameter))
        elif name.endswith("bias"):
            parameter.normal_(0, 0.1)
        else:
            parameter.normal_(0, shape.gain / parameter.shape[1] ** 0.5)
    eos = shape.ids["eos_token_id"]
    if hasattr(model, "final_logits_bias"):
        model.final_logits_bias.normal_(0, 0.3)
        model.final_logits_bias[0, eos] += shape.eos
    else:
        model.lm_head.weight[eos] *= 1 + shape.eos


def _is_last_norm(name: str, shape: Shape) -> bool:
    last = f"decoder.layers.{shape.layers[1] - 1}.final_layer_norm.weight"
    return name.endswith(("decoder.layer_norm.weight", "decoder.final_layer_norm.weight", last))


def texts(shape: Shape, count: int, seed: int = 0) -> list[list[int]]:
    """Ragged source ids that end by EOS."""
    random = np.random.default_rng(seed)
    eos = shape.ids["eos_token_id"]
    return [[*random.integers(3, VOCABULARY - 2, random.integers(1, 9)).tolist(), eos] for _ in range(count)]


def session(folder: Path, family: str, view: AttentionView | None = None) -> GraphSession:
    """The graph of a checkpoint, loaded."""
    return loaded(FAMILIES[family].step_model(Checkpoint(folder)), view)


def by_length(rows: list[list[int]]) -> Iterator[list[int]]:
    """Places of rows of equal length, so that no padding touches the reference."""
    for length in sorted({len(row) for row in rows}):
        yield [place for place, row in enumerate(rows) if len(row) == length]


def generate(
    model: PreTrainedModel, rows: list[list[int]], **controls: Any
) -> list[tuple[list[int], float | None]]:
    """The best answer of transformers to each row, EOS included, and its score where there are beams."""
    answers: list[tuple[list[int], float | None]] = [([], None)] * len(rows)
    eos = model.generation_config.eos_token_id
    for places in by_length(rows):
        ids = torch.tensor([rows[place] for place in places])
        with torch.no_grad():
            out = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                max_new_tokens=MAX_NEW,
                return_dict_in_generate=True,
                output_scores=controls.get("num_beams", 1) > 1,
                **controls,
            )
        for order, place in enumerate(places):
            tokens = out.sequences[order, 1:].tolist()
            tokens = tokens[: tokens.index(eos) + 1] if eos in tokens else tokens
            score = float(out.sequences_scores[order]) if controls.get("num_beams", 1) > 1 else None
            answers[place] = tokens, score
    return answers
