# SPDX-License-Identifier: Apache-2.0
"""M2M100 and NLLB: pre-norm Transformer, sinusoidal positions that skip padding, a token for each language."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import numpy as np

from milena_export.errors import ExportError
from milena_export.families import languages
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.fairseq import Style, read_model
from milena_export.families.fast_family import fast_source
from milena_export.families.fast_tokenizers import FastTokenizer
from milena_export.families.generation import decode_spec, forced_bos
from milena_export.families.m2m_words import read_words
from milena_export.families.source import SourceModel, Wishes, source_rule, target_rule
from milena_export.families.weights import Weights
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.layers import Array, Positions

MODEL_TYPES: tuple[str, ...] = ("m2m_100",)
ARCHITECTURES: tuple[str, ...] = ("M2M100ForConditionalGeneration", "M2M100Model")
NLLB_CODE = re.compile(r"[a-z]{3}_[A-Z][a-z]{3}")
M2M_TOKEN = re.compile(r"__([a-z]{2,3})__")


def positions(config: Mapping[str, Any], _: Weights, __: str) -> Positions:
    """Positions count from the padding's id on; padding itself has none."""
    pad = int(config["pad_token_id"])
    table = sinusoids(pad, int(config["max_position_embeddings"]), int(config["d_model"]))
    return Positions("positions", table, blank=pad)


STYLE = Style(pre_norm=True, embedding_norm=False, final_norm=True, positions=positions)


def load(checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
    """See `Family`."""
    languages.refuse_text_prefix(wishes)
    size = int(checkpoint.config["vocab_size"])
    nllb = not (checkpoint.folder / "vocab.json").exists()
    words = FastTokenizer.read(checkpoint, size, NLLB_CODE) if nllb else read_words(checkpoint, size)
    ids = {
        found.group(found.lastindex or 0): index
        for token, index in words.ids.items()
        if (found := (NLLB_CODE if nllb else M2M_TOKEN).fullmatch(token))
    }
    if not ids:
        raise ExportError(f"{checkpoint.folder}: the tokenizer has no language tokens")
    sources = languages.choose(ids, wishes, "source")
    targets = languages.forced(ids, wishes, forced_bos(checkpoint.generation_config))
    eos = words.id("</s>")
    behind = nllb and bool(checkpoint.json("tokenizer_config.json").get("legacy_behaviour"))
    templates = [
        *(
            source_rule(one.tag, "*", suffix=[eos, ids[one.code]])
            if behind
            else source_rule(one.tag, "*", prefix=[ids[one.code]], suffix=[eos])
            for one in sources
        ),
        *(target_rule("*", one.tag, forced_bos=one.id) for one in targets),
    ]
    build = partial(step_model, unknown=words.unk if words.count > size else None)
    return fast_source(checkpoint, build, words, wishes.task or "translation", sources, targets, templates)


def step_model(checkpoint: Checkpoint, unknown: int | None = None) -> EncoderDecoder:
    """The model alone, without its tokenizer."""
    return read_model(
        checkpoint, STYLE, lambda size: decode_spec(checkpoint.generation_config, size), unknown
    )


@cache
def sinusoids(pad: int, count: int, width: int) -> Array:
    """Positions [count, width] as fairseq computes them, whose slowest wave differs from Marian's.

    Args:
        pad: id of padding, after which they begin.
        count: how many.
        width: of the model.
    """
    half = width // 2
    rates = np.exp(np.arange(half, dtype=np.float32) * np.float32(-math.log(10000) / (half - 1)))
    angles = np.arange(pad + 1, pad + 1 + count, dtype=np.float32)[:, None] * rates[None, :]
    waves = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    return np.pad(waves, ((0, 0), (0, width % 2))).astype(np.float32)
