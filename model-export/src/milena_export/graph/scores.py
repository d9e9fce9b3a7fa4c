# SPDX-License-Identifier: Apache-2.0
"""The classical attention scores in a graph, as `milena_export.training.attention` defines them.

What a score makes of the keys alone is made once a text, and what is left is made at each step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from milena_export.graph.blocks import linear
from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.layers import Array, Linear
from milena_export.graph.model import Rows
from milena_export.graph.numerics import Numerics


class Score(Protocol):
    """How well each key answers each query."""

    def keys(self, g: GraphBuilder, numerics: Numerics, states: Tensor) -> Tensor:
        """What the steps read of the encoder's states [batch * source, width], in the same shape."""
        ...

    def scores(self, g: GraphBuilder, numerics: Numerics, query: Tensor, keys: Tensor, rows: Rows) -> Tensor:
        """Scores [batch, 1, beams, source] of queries [rows, width] and keys [batch, 1, width, source]."""
        ...


@dataclass(frozen=True)
class Dot:
    """The scalar product, times a constant."""

    scale: float = 1.0

    def keys(self, g: GraphBuilder, numerics: Numerics, states: Tensor) -> Tensor:  # noqa: ARG002
        """See `Score`."""
        return states if self.scale == 1.0 else g.op("Mul", states, g.scalar(self.scale, np.float32))

    def scores(self, g: GraphBuilder, numerics: Numerics, query: Tensor, keys: Tensor, rows: Rows) -> Tensor:  # noqa: ARG002
        """See `Score`."""
        return _products(g, query, keys, rows)


@dataclass(frozen=True)
class General:
    """The scalar product of the query and the key that went through a trained matrix."""

    key: Linear

    def keys(self, g: GraphBuilder, numerics: Numerics, states: Tensor) -> Tensor:
        """See `Score`."""
        return linear(g, numerics, self.key, states)

    def scores(self, g: GraphBuilder, numerics: Numerics, query: Tensor, keys: Tensor, rows: Rows) -> Tensor:  # noqa: ARG002
        """See `Score`."""
        return _products(g, query, keys, rows)


@dataclass(frozen=True)
class Additive:
    """A network with one hidden layer."""

    query: Linear
    key: Linear
    energy_name: str
    energy: Array
    """[1, width]"""

    def keys(self, g: GraphBuilder, numerics: Numerics, states: Tensor) -> Tensor:
        """See `Score`."""
        return linear(g, numerics, self.key, states)

    def scores(self, g: GraphBuilder, numerics: Numerics, query: Tensor, keys: Tensor, rows: Rows) -> Tensor:
        """See `Score`."""
        asked = _columns(g, linear(g, numerics, self.query, query), rows)
        inner = g.op("Tanh", g.op("Add", asked, keys))
        energies = g.op("MatMul", g.const(self.energy, name=self.energy_name), inner)
        return g.op("Transpose", energies, perm=[0, 2, 1, 3])


@dataclass(frozen=True)
class Cosine:
    """The cosine of the angle between the two, times a trained strength."""

    strength: float
    epsilon: float

    def keys(self, g: GraphBuilder, numerics: Numerics, states: Tensor) -> Tensor:  # noqa: ARG002
        """See `Score`."""
        return self._direction(g, states)

    def scores(self, g: GraphBuilder, numerics: Numerics, query: Tensor, keys: Tensor, rows: Rows) -> Tensor:  # noqa: ARG002
        """See `Score`."""
        asked = g.op("Mul", self._direction(g, query), g.scalar(self.strength, np.float32))
        return _products(g, asked, keys, rows)

    def _direction(self, g: GraphBuilder, states: Tensor) -> Tensor:
        length = g.op("ReduceL2", states, g.ints(1), keepdims=1)
        return g.op("Div", states, g.op("Max", length, g.scalar(self.epsilon, np.float32)))


@dataclass(frozen=True)
class Manhattan:
    """The negative sum of absolute differences."""

    def keys(self, g: GraphBuilder, numerics: Numerics, states: Tensor) -> Tensor:  # noqa: ARG002
        """See `Score`."""
        return states

    def scores(self, g: GraphBuilder, numerics: Numerics, query: Tensor, keys: Tensor, rows: Rows) -> Tensor:  # noqa: ARG002
        """See `Score`."""
        apart = g.op("Abs", g.op("Sub", _columns(g, query, rows), keys))
        return g.op("Unsqueeze", g.op("Neg", g.op("ReduceSum", apart, g.ints(2), keepdims=0)), g.ints(1))


def scaled_dot(width: int) -> Dot:
    """The scalar product over the root of the width."""
    return Dot(1 / math.sqrt(width))


def _products(g: GraphBuilder, query: Tensor, keys: Tensor, rows: Rows) -> Tensor:
    return g.op("MatMul", g.reshape(query, rows.batch, 1, rows.beams, -1), keys)


def _columns(g: GraphBuilder, query: Tensor, rows: Rows) -> Tensor:
    """Queries as [batch, beams, width, 1], beside keys of [batch, 1, width, source]."""
    return g.reshape(query, rows.batch, rows.beams, -1, 1)
