# SPDX-License-Identifier: Apache-2.0
"""What the families that come from fairseq share: names of weights, biases everywhere, one feed-forward layer.

Marian, BART, mBART, M2M100 and Pegasus differ in where norms stand and in how positions are made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.weights import Weights
from milena_export.graph.encoder_decoder import EncoderDecoder
from milena_export.graph.layers import (
    Array,
    Attention,
    Embedding,
    FeedForward,
    Heads,
    Layer,
    Output,
    Positions,
    Stack,
)
from milena_export.graph.model import DecodeSpec
from milena_export.graph.transformer import ACTIVATIONS

PREFIX = "model."
PositionTable = Callable[[Mapping[str, Any], Weights, str], Positions]
"""Makes the positions of one side from the config and the weights."""


@dataclass(frozen=True)
class Style:
    """How a family is put together.

    Attributes:
        pre_norm: norms stand before their blocks.
        embedding_norm: a norm after the embedding.
        final_norm: a norm after the last layer.
        positions: makes the table of positions.
    """

    pre_norm: bool
    embedding_norm: bool
    final_norm: bool
    positions: PositionTable


def read_model(
    checkpoint: Checkpoint, style: Style, spec: Callable[[int], DecodeSpec], unknown_source: int | None = None
) -> EncoderDecoder:
    """Reads a checkpoint; everything that the graph could get wrong is refused here.

    Args:
        checkpoint: the model folder.
        style: the family's.
        spec: makes the special ids from the size of the target vocabulary.
        unknown_source: see `EncoderDecoder`.
    """
    config = checkpoint.config
    _refuse_unsupported(config, style)
    weights = Weights(checkpoint.tensors, PREFIX)
    target = target_vocabulary(config)
    decoder = _stack(config, style, weights, "decoder", target)
    return EncoderDecoder(
        spec=replace(spec(target), positions=len(decoder.positions.table) if decoder.positions else None),
        encoder=_stack(config, style, weights, "encoder", int(config["vocab_size"])),
        decoder=decoder,
        output=_output(config, weights, decoder.embedding, target),
        pre_norm=style.pre_norm,
        unknown_source=unknown_source,
    )


def target_vocabulary(config: Mapping[str, Any]) -> int:
    """Number of target ids, which only Marian may have apart from the source's."""
    apart = not config.get("share_encoder_decoder_embeddings", True)
    return int((apart and config.get("decoder_vocab_size")) or config["vocab_size"])


def stored_or_sinusoids(config: Mapping[str, Any], weights: Weights, side: str) -> Positions:
    """Sines in the first half, cosines in the second; some checkpoints hold them."""
    count, width = int(config["max_position_embeddings"]), int(config["d_model"])
    name = f"{PREFIX}{side}.embed_positions.weight"
    if name in weights:
        return Positions(*weights.table((name,), count, width))
    return Positions("positions", sinusoids(count, width))


def learned(config: Mapping[str, Any], weights: Weights, side: str) -> Positions:
    """Learned positions, of which fairseq leaves two unused."""
    count, width = int(config["max_position_embeddings"]), int(config["d_model"])
    name = f"{PREFIX}{side}.embed_positions.weight"
    return Positions(name, weights.take(name, count + 2, width)[2:])


@cache
def sinusoids(count: int, width: int) -> Array:
    """Marian's positions [count, width], one object for both sides: sines in the first half, cosines in the second."""
    exponent = 2 * (np.arange(width) // 2) / width
    angles = np.arange(count)[:, None] / np.power(10000, exponent)[None, :]
    return np.concatenate([np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2])], axis=1).astype(np.float32)


def _refuse_unsupported(config: Mapping[str, Any], style: Style) -> None:
    function = config.get("activation_function")
    if function not in ACTIVATIONS:
        raise ExportError(
            f"activation_function {function!r} is not supported; supported are {', '.join(ACTIVATIONS)}"
        )
    old_names = {
        "normalize_before": style.pre_norm,
        "normalize_embedding": style.embedding_norm,
        "add_final_layer_norm": style.final_norm,
    }
    for name, value in old_names.items():
        if config.get(name, value) not in (value, None):
            raise ExportError(
                f"{name}={config[name]!r} is not supported for {config['model_type']}; only {value} is, "
                "which is also all that transformers computes"
            )
    for side in ("encoder", "decoder"):
        if int(config["d_model"]) % int(config[f"{side}_attention_heads"]):
            raise ExportError(
                f"d_model {config['d_model']} is no multiple of {side}_attention_heads; correct config.json"
            )


def _stack(config: Mapping[str, Any], style: Style, weights: Weights, side: str, vocabulary: int) -> Stack:
    width = int(config["d_model"])
    count = int(config[f"{side}_attention_heads"])
    own = f"{PREFIX}{side}"
    names = (f"{own}.embed_tokens.weight", f"{PREFIX}shared.weight", "lm_head.weight")
    name, table = weights.table(names, vocabulary, width)
    return Stack(
        embedding=Embedding(name, table, math.sqrt(width) if config.get("scale_embedding") else 1.0),
        heads=Heads(count, width // count),
        layers=[
            _layer(config, weights, f"{own}.layers.{layer}", side)
            for layer in range(int(config[f"{side}_layers"]))
        ],
        positions=style.positions(config, weights, side),
        embedding_norm=weights.norm(f"{own}.layernorm_embedding", width) if style.embedding_norm else None,
        final_norm=weights.norm(f"{own}.layer_norm", width) if style.final_norm else None,
    )


def _layer(config: Mapping[str, Any], weights: Weights, name: str, side: str) -> Layer:
    width, inner = int(config["d_model"]), int(config[f"{side}_ffn_dim"])

    def attention(block: str) -> Attention:
        parts = [
            weights.linear(f"{name}.{block}.{part}", width, width)
            for part in ("q_proj", "k_proj", "v_proj", "out_proj")
        ]
        return Attention(f"{name}.{block}", *parts)

    decoder = side == "decoder"
    return Layer(
        attention=attention("self_attn"),
        attention_norm=weights.norm(f"{name}.self_attn_layer_norm", width),
        feed_forward=FeedForward(
            config["activation_function"],
            up=weights.linear(f"{name}.fc1", width, inner),
            down=weights.linear(f"{name}.fc2", inner, width),
        ),
        feed_forward_norm=weights.norm(f"{name}.final_layer_norm", width),
        cross=attention("encoder_attn") if decoder else None,
        cross_norm=weights.norm(f"{name}.encoder_attn_layer_norm", width) if decoder else None,
    )


def _output(config: Mapping[str, Any], weights: Weights, embedding: Embedding, vocabulary: int) -> Output:
    """As transformers ties: an output layer of its own counts wherever the checkpoint has one."""
    bias = weights.take("final_logits_bias", 1, vocabulary)[0] if "final_logits_bias" in weights else None
    if bias is None or not bias.any():
        bias = np.zeros(vocabulary, np.float32)
    if config.get("tie_word_embeddings", True) and "lm_head.weight" not in weights:
        return Output(embedding.name, embedding.table, bias)
    return Output(*weights.table(("lm_head.weight",), vocabulary, int(config["d_model"])), bias)
