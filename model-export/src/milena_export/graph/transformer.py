# SPDX-License-Identifier: Apache-2.0
"""Blocks that Transformer families share. Activations are kept as [rows, d] wherever possible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from milena_export.graph.builder import MICROSOFT, GraphBuilder, Tensor
from milena_export.graph.layers import Heads, Linear, Norm
from milena_export.graph.model import Memory
from milena_export.graph.numerics import Numerics

MASKED = -1e9
"""Added to the scores of padding: its softmax is exactly 0, so padding cannot change an answer."""


def padding_mask(g: GraphBuilder, attention_mask: Tensor) -> Tensor:
    """[B, source] of 0 and 1 to [B, 1, 1, source] of `MASKED` and 0."""
    padding = g.op("Not", g.op("Cast", attention_mask, to=9))
    penalty = g.op("Where", padding, g.scalar(MASKED, np.float32), g.scalar(0.0, np.float32))
    return g.op("Unsqueeze", penalty, g.ints(1, 2))


COLUMNS = 8
"""Cross attention sees a multiple of so many source columns; see `whole_columns`."""


def whole_columns(g: GraphBuilder, memory: Memory) -> Memory:
    """Rounds the source of cross attention up to whole groups of columns, the new ones masked and zero.

    With one query a text, the product of weights and values depends on how many zero columns follow (seen with ONNX
    Runtime 1.28: equal operands, another last bit with 24 columns than with 23, presumably because its kernel adds
    columns up in groups and the rest otherwise). In int8 that bit can become a step of the next quantization.
    """
    source = g.dim(memory.mask, 3)
    missing = g.op("Mod", g.op("Neg", source), g.ints(COLUMNS))
    after_last, after_third = g.shape(0, 0, 0, 0, 0, 0, 0, missing), g.shape(0, 0, 0, 0, 0, 0, missing, 0)
    return replace(
        memory,
        keys=[g.op("Pad", keys, after_last) for keys in memory.keys],
        values=[g.op("Pad", values, after_third) for values in memory.values],
        mask=g.op("Pad", memory.mask, after_last, g.scalar(MASKED, np.float32)),
    )


def linear(g: GraphBuilder, numerics: Numerics, layer: Linear, x: Tensor) -> Tensor:
    """``x [rows, in]`` through a layer."""
    return numerics.linear(g, layer.name, x, layer.weight, layer.bias)


def layer_norm(g: GraphBuilder, x: Tensor, residual: Tensor | None, norm: Norm) -> Tensor:
    """Norm over the last axis of ``x``, or of ``x + residual``."""
    scale = g.const(norm.scale, name=f"{norm.name}.scale")
    if norm.bias is None:
        summed = x if residual is None else g.op("Add", x, residual)
        return _root_mean_square_norm(g, summed, scale, norm.epsilon)
    weights = scale, g.const(norm.bias, name=f"{norm.name}.bias")
    if residual is not None:
        return g.op("SkipLayerNormalization", x, residual, *weights, domain=MICROSOFT, epsilon=norm.epsilon)
    return g.op("LayerNormalization", x, *weights, axis=-1, epsilon=norm.epsilon)


def _root_mean_square_norm(g: GraphBuilder, x: Tensor, scale: Tensor, epsilon: float) -> Tensor:
    """T5's norm, in the form that ONNX Runtime knows how to fuse (opset 21 has no operator for it)."""
    square = g.op("Pow", x, g.scalar(2.0, np.float32))
    mean = g.op("ReduceMean", square, g.ints(-1), keepdims=1)
    size = g.op("Sqrt", g.op("Add", mean, g.scalar(epsilon, np.float32)))
    return g.op("Mul", g.op("Div", x, size), scale)


def activate(g: GraphBuilder, function: str, x: Tensor) -> Tensor:
    """Applies an activation by transformers' name of it (`ACTIVATIONS` lists them)."""
    return {
        "relu": lambda: g.op("Relu", x),
        "gelu": lambda: g.op("Gelu", x),
        "gelu_new": lambda: g.op("Gelu", x, approximate="tanh"),
        "gelu_pytorch_tanh": lambda: g.op("Gelu", x, approximate="tanh"),
        "swish": lambda: g.op("Mul", x, g.op("Sigmoid", x)),
        "silu": lambda: g.op("Mul", x, g.op("Sigmoid", x)),
    }[function]()


ACTIVATIONS = ("relu", "gelu", "gelu_new", "gelu_pytorch_tanh", "swish", "silu")


def self_attention(
    g: GraphBuilder,
    qkv: Tensor,
    heads: Heads,
    batch: Tensor,
    source: Tensor,
    mask: Tensor,
    bias: Tensor | None = None,
) -> Tensor:
    """Encoder self attention. The query's part of ``qkv`` is scaled already.

    Args:
        g: graph.
        qkv: [batch * source, 3 * d], query, key and value side by side.
        heads: heads.
        batch: size.
        source: size.
        mask: [batch, 1, 1, source].
        bias: of relative positions, [heads, source, source], or None.

    Returns:
        [batch * source, d].
    """
    split = g.reshape(qkv, batch, source, 3, heads.count, heads.width)
    query, key, value = g.ops(
        "Split", 3, g.op("Transpose", split, perm=[2, 0, 3, 1, 4]), axis=0, num_outputs=3
    )
    query, key, value = (g.op("Squeeze", part, g.ints(0)) for part in (query, key, value))
    scores = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 1, 3, 2]))
    if bias is not None:
        scores = g.op("Add", scores, bias)
    weights = g.op("Softmax", g.op("Add", scores, mask), axis=-1)
    context = g.op("Transpose", g.op("MatMul", weights, value), perm=[0, 2, 1, 3])
    return g.reshape(context, -1, heads.count * heads.width)


def cached_attention(
    g: GraphBuilder,
    qkv: Tensor,
    past_key: Tensor,
    past_value: Tensor,
    heads: Heads,
    bias: Tensor | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Decoder self attention of one new token a row over all the row's tokens.

    Args:
        g: graph.
        qkv: [rows, 3 * d]; the query's part is scaled already.
        past_key: [rows, heads, past, width].
        past_value: the same shape.
        heads: heads.
        bias: of relative positions, [heads, 1, past + 1], or None.

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
    if bias is not None:
        scores = g.op("Add", scores, bias)
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
