# SPDX-License-Identifier: Apache-2.0
"""LSTM and GRU cells, with the arithmetic of `milena_export.training.recurrent`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from milena_export.graph.blocks import linear
from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.layers import Linear
from milena_export.graph.numerics import Numerics
from milena_export.graph.record import Floats, Record

GATES = {"lstm": 4, "gru": 3}
STATES = {"lstm": 2, "gru": 1}
"""Vectors of a cell's state."""


@dataclass(frozen=True)
class CellState(Record):
    """What a cell carries from step to step, [rows, width] each: what it gives out, and an LSTM's memory."""

    hidden: Floats
    memory: Floats | None


@dataclass(frozen=True)
class Cell:
    """One layer of a decoder, or one direction of a layer of an encoder.

    Attributes:
        kind: ``lstm`` or ``gru``.
        width: of its states.
        carried: what the gates get of the state before, [width, gates * width]. Gates with a sigmoid come first: input,
            forget, output, new (LSTM), or reset, update, new (GRU).
    """

    kind: str
    width: int
    carried: Linear

    def state(self, vectors: Iterator[Tensor]) -> CellState:
        """A state of the next of some vectors, one or two of them."""
        return CellState(next(vectors), next(vectors) if self.kind == "lstm" else None)

    def step(self, g: GraphBuilder, numerics: Numerics, given: Tensor, before: CellState) -> CellState:
        """Steps once.

        Args:
            g: graph.
            numerics: arithmetic.
            given: what the gates get of the input, [rows, gates * width].
            before: the state.
        """
        kept = linear(g, numerics, self.carried, before.hidden)
        return (self._lstm if self.kind == "lstm" else self._gru)(g, given, kept, before)

    def _lstm(self, g: GraphBuilder, given: Tensor, kept: Tensor, before: CellState) -> CellState:
        assert before.memory is not None
        gates, new = self._split(g, g.op("Add", given, kept), 3)
        opened = g.ops("Split", 3, g.op("Sigmoid", gates), axis=1, num_outputs=3)
        added = g.op("Mul", opened[0], g.op("Tanh", new))
        memory = g.op("Add", g.op("Mul", opened[1], before.memory), added)
        return CellState(g.op("Mul", opened[2], g.op("Tanh", memory)), memory)

    def _gru(self, g: GraphBuilder, given: Tensor, kept: Tensor, before: CellState) -> CellState:
        given_gates, given_new = self._split(g, given, 2)
        kept_gates, kept_new = self._split(g, kept, 2)
        gates = g.op("Sigmoid", g.op("Add", given_gates, kept_gates))
        reset, update = g.ops("Split", 2, gates, axis=1, num_outputs=2)
        new = g.op("Tanh", g.op("Add", given_new, g.op("Mul", reset, kept_new)))
        hidden = g.op("Add", new, g.op("Mul", update, g.op("Sub", before.hidden, new)))
        return CellState(hidden, None)

    def _split(self, g: GraphBuilder, gates: Tensor, sigmoid: int) -> tuple[Tensor, ...]:
        return g.ops("Split", 2, gates, g.ints(sigmoid * self.width, self.width), axis=1)
