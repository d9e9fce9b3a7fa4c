# SPDX-License-Identifier: Apache-2.0
"""Masks, norms and activations that Transformer families share. Activations are kept as [rows, d] wherever possible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from milena_export.graph.builder import MICROSOFT, GraphBuilder, Tensor
from milena_export.graph.layers import Norm
from milena_export.graph.model import Memory

MASKED = -1e9
"""Added to the scores of padding: its softmax is exactly 0, so padding cannot change an answer."""


def padding_mask(g: GraphBuilder, attention_mask: Tensor) -> Tensor:
    """[B, source] of 0 and 1 to [B, 1, 1, source] of `MASKED` and 0."""
    padding = g.op("Not", g.op("Cast", attention_mask, to=9))
    penalty = g.op("Where", padding, g.scalar(MASKED, np.float32), g.scalar(0.0, np.float32))
    return g.op("Unsqueeze", penalty, g.ints(1, 2))


def whole_columns(g: GraphBuilder, memory: Memory) -> Memory:
    """Rounds the source of cross attention up to `Platform.columns`, the new ones masked and zero."""
    source = g.dim(memory.mask, 3)
    missing = g.op("Mod", g.op("Neg", source), g.ints(g.platform.columns))
    after_last, after_third = g.shape(0, 0, 0, 0, 0, 0, 0, missing), g.shape(0, 0, 0, 0, 0, 0, missing, 0)
    return replace(
        memory,
        keys=[g.op("Pad", keys, after_last) for keys in memory.keys],
        values=[g.op("Pad", values, after_third) for values in memory.values],
        mask=g.op("Pad", memory.mask, after_last, g.scalar(MASKED, np.float32)),
    )


def causal_mask(g: GraphBuilder, source: Tensor) -> Tensor:
    """[source, source] of 0 on a token and all before it, and `MASKED` on what follows it."""
    places = g.op("Range", g.scalar(0), g.op("Squeeze", source), g.scalar(1))
    later = g.op("Greater", g.op("Unsqueeze", places, g.ints(0)), g.op("Unsqueeze", places, g.ints(1)))
    return g.op("Where", later, g.scalar(MASKED, np.float32), g.scalar(0.0, np.float32))


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
