# SPDX-License-Identifier: Apache-2.0
"""Blenderbot: pre-norm Transformer, learned positions, byte-level BPE; answers what is said to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import PREFIX, Style, read_model
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_spec, forced_bos
from milena_export.families.source import SourceModel, Wishes
from milena_export.families.weights import Weights
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.layers import Positions

MODEL_TYPES: tuple[str, ...] = ("blenderbot",)
ARCHITECTURES: tuple[str, ...] = ("BlenderbotForConditionalGeneration", "BlenderbotModel")


def positions(config: Mapping[str, Any], weights: Weights, side: str) -> Positions:
    """Learned positions, all of them used."""
    name = f"{PREFIX}{side}.embed_positions.weight"
    return Positions(name, weights.take(name, int(config["max_position_embeddings"]), int(config["d_model"])))


STYLE = Style(pre_norm=True, embedding_norm=False, final_norm=True, positions=positions)


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    words = FastTokenizer.read(checkpoint, int(checkpoint.config["vocab_size"]))
    task = wishes.task or "text2text"
    sources, targets = languages.plain(wishes, task)
    template = words.rule("*", "*", wishes.text_prefix or "", forced_bos(checkpoint.generation_config))
    return fast_source(checkpoint, step_model, words, task, sources, targets, [template])


def step_model(checkpoint: Checkpoint) -> EncoderDecoder:
    """The model alone, without its tokenizer."""
    return read_model(checkpoint, STYLE, lambda size: decode_spec(checkpoint.generation_config, size))
