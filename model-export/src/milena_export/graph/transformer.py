# SPDX-License-Identifier: Apache-2.0
"""Blocks that Transformer families share. Activations are kept as [rows, d] wherever possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from milena_export.graph.builder import MICROSOFT, GraphBuilder, Tensor

Array = npt.NDArray[np.float32]
MASKED = -1e9
"""Added to the scores of padding: its softmax is exactly 0, so padding cannot change an answer."""


@dataclass(frozen=True)
class Heads:
    """Number of attention heads and the width of each."""

    count: int
    width: int


def padding_mask(g: GraphBuilder, attention_mask: Tensor) -> Tensor:
    """[B, source] of 0 and 1 to [B, 1, 1, source] of `MASKED` and 0."""
    padding = g.op("Not", g.op("Cast", attention_mask, to=9))
    penalty = g.op("Where", padding, g.scalar(MASKED, np.float32), g.scalar(0.0, np.float32))
    return g.op("Unsqueeze", penalty, g.ints(1, 2))


def layer_norm(
    g: GraphBuilder, x: Tensor, residual: Tensor | None, scale: Array, bias: Array, name: str
) -> Tensor:
    """Layer norm over the last axis of ``x``, or of ``x + residual``."""
    weights = g.const(scale, name=f"{name}.scale"), g.const(bias, name=f"{name}.bias")
    if residual is not None:
        return g.op("SkipLayerNormalization", x, residual, *weights, domain=MICROSOFT, epsilon=1e-5)
    return g.op("LayerNormalization", x, *weights, axis=-1, epsilon=1e-5)


def activate(g: GraphBuilder, function: str, x: Tensor) -> Tensor:
    """Applies an activation by transformers' name of it (`ACTIVATIONS` lists them)."""
    return {
        "relu": lambda: g.op("Relu", x),
        "gelu": lambda: g.op("Gelu", x),
        "swish": lambda: g.op("Mul", x, g.op("Sigmoid", x)),
        "silu": lambda: g.op("Mul", x, g.op("Sigmoid", x)),
    }[function]()


ACTIVATIONS = ("relu", "gelu", "swish", "silu")


def self_attention(
    g: GraphBuilder, qkv: Tensor, heads: Heads, batch: Tensor, source: Tensor, mask: Tensor
) -> Tensor:
    """Encoder self attention. The query's part of ``qkv`` is scaled already.

    Args:
        g: graph.
        qkv: [batch * source, 3 * d], query, key and value side by side.
        heads: heads.
        batch: size.
        source: size.
        mask: [batch, 1, 1, source].

    Returns:
        [batch * source, d].
    """
    split = g.reshape(qkv, batch, source, 3, heads.count, heads.width)
    query, key, value = g.ops(
        "Split", 3, g.op("Transpose", split, perm=[2, 0, 3, 1, 4]), axis=0, num_outputs=3
    )
    query, key, value = (g.op("Squeeze", part, g.ints(0)) for part in (query, key, value))
    scores = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 1, 3, 2]))
    weights = g.op("Softmax", g.op("Add", scores, mask), axis=-1)
    context = g.op("Transpose", g.op("MatMul", weights, value), perm=[0, 2, 1, 3])
    return g.reshape(context, -1, heads.count * heads.width)


def cached_attention(
    g: GraphBuilder, qkv: Tensor, past_key: Tensor, past_value: Tensor, heads: Heads
) -> tuple[Tensor, Tensor, Tensor]:
    """Decoder self attention of one new token a row over all the row's tokens.

    Args:
        g: graph.
        qkv: [rows, 3 * d]; the query's part is scaled already.
        past_key: [rows, heads, past, width].
        past_value: the same shape.
        heads: heads.

    Returns:
        Context [rows, d], and keys and values with the new token.
    """
    query, key, value = (
        g.reshape(part, -1, heads.count, 1, heads.width)
        for part in g.ops("Split", 3, qkv, axis=-1, num_outputs=3)
    )
    keys = g.op("Concat", past_key, key, axis=2)
    values = g.op("Concat", past_value, value, axis=2)
    scores = g.op("MatMul", query, g.op("Transpose", keys, perm=[0, 1, 3, 2]))
    context = g.op("MatMul", g.op("Softmax", scores, axis=-1), values)
    return g.reshape(context, -1, heads.count * heads.width), keys, values


def cross_attention(
    g: GraphBuilder,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor,
    heads: Heads,
    batch: Tensor,
    beams: Tensor,
) -> tuple[Tensor, Tensor]:
    """Attention over the source; a text's beams are query rows of one product, so nothing is repeated for them.

    Args:
        g: graph.
        query: [batch * beams, d], scaled already.
        key: [batch, heads, width, source].
        value: [batch, heads, source, width].
        mask: [batch, 1, 1, source].
        heads: heads.
        batch: size.
        beams: size.

    Returns:
        Context [batch * beams, d] and weights [batch, heads, beams, source].
    """
    split = g.op("Transpose", g.reshape(query, batch, beams, heads.count, heads.width), perm=[0, 2, 1, 3])
    weights = g.op("Softmax", g.op("Add", g.op("MatMul", split, key), mask), axis=-1)
    context = g.op("Transpose", g.op("MatMul", weights, value), perm=[0, 2, 1, 3])
    return g.reshape(context, -1, heads.count * heads.width), weights
