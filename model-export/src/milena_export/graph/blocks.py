# SPDX-License-Identifier: Apache-2.0
"""From a layer's weights (`layers`) to nodes: what every Transformer, with or without an encoder, does in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass

import numpy as np
import numpy.typing as npt

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.layers import Attention, FeedForward, Linear, Norm, Output
from milena_export.graph.numerics import Numerics
from milena_export.graph.transformer import activate, layer_norm

Block = Callable[[Tensor], Tensor]


def linear(g: GraphBuilder, numerics: Numerics, layer: Linear, x: Tensor, scale: float = 1.0) -> Tensor:
    """``x [rows, in]`` through a layer, times ``scale``."""
    scaled = times(layer, scale)
    return numerics.linear(g, scaled.name, x, scaled.weight, scaled.bias)


def times(layer: Linear, scale: float) -> Linear:
    """The same layer with its output scaled and its factors folded in."""
    layer = layer.folded()
    if scale == 1.0:
        return layer
    factor = np.float32(scale)
    return Linear(layer.name, layer.weight * factor, None if layer.bias is None else layer.bias * factor)


def side_by_side(name: str, layers: Sequence[Linear]) -> Linear:
    """One product for several; either all have a bias or none has."""
    layers = [layer.folded() for layer in layers]
    weight = np.concatenate([layer.weight for layer in layers], axis=1)
    biases = [layer.bias for layer in layers if layer.bias is not None]
    return Linear(name, weight, np.concatenate(biases) if biases else None)


def query_key_value(block: Attention, scale: float) -> Linear:
    """Scaled query, key and value in one product."""
    return side_by_side(f"{block.name}.qkv", (times(block.query, scale), block.key, block.value))


def normed(g: GraphBuilder, norm: Norm | None, x: Tensor) -> Tensor:
    """The norm of ``x``, where there is one."""
    return x if norm is None else layer_norm(g, x, None, norm)


def residual(g: GraphBuilder, norm: Norm, x: Tensor, block: Block, pre_norm: bool) -> Tensor:
    """A block with its residual and its norm, which stands before or after it."""
    if pre_norm:
        return g.op("Add", x, block(layer_norm(g, x, None, norm)))
    return layer_norm(g, block(x), x, norm)


def feed_forward(g: GraphBuilder, numerics: Numerics, layer: FeedForward, x: Tensor) -> Tensor:
    """The feed-forward layer without residual and norm."""
    inner = linear(g, numerics, layer.gate or layer.up, x)
    # What makes the inner values bytes from 0 up makes 0 of all that is less, as relu does.
    if layer.gate is not None or layer.activation != "relu" or not numerics.starts_at_zero(layer.down.name):
        inner = activate(g, layer.activation, inner)
    if layer.gate is not None:
        inner = g.op("Mul", inner, linear(g, numerics, layer.up, x))
    return linear(g, numerics, layer.down, inner)


def logits(g: GraphBuilder, numerics: Numerics, output: Output, x: Tensor) -> Tensor:
    """[rows, vocabulary] of the last layer's output."""
    if output.scale != 1.0:
        x = g.op("Mul", x, g.scalar(output.scale, np.float32))
    return numerics.project(g, output.name, x, output.table, output.bias)


def parameter_count(model: object) -> int:
    """Number of weights of a model that is given as data; a table that two parts share counts once."""
    return sum({id(array): array.size for array in _arrays(model)}.values())


def _arrays(part: object) -> Iterator[npt.NDArray[np.float32]]:
    if isinstance(part, np.ndarray):
        yield part
    elif is_dataclass(part):
        for each in fields(part):
            yield from _arrays(getattr(part, each.name))
    elif isinstance(part, list | tuple):
        for item in part:
            yield from _arrays(item)
