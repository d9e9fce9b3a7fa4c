# SPDX-License-Identifier: Apache-2.0
"""Recurrent encoder-decoders with attention, given as data, as a `StepModel`.

The arithmetic is that of `milena_export.training.recurrent`. Padding changes nothing: a state steps over it, and the
backward direction, which meets it first, is still at its start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np

from milena_export.graph.blocks import linear
from milena_export.graph.builder import BOOL, GraphBuilder, Tensor
from milena_export.graph.cells import GATES, STATES, Cell, CellState
from milena_export.graph.flow import LoopBody, loop
from milena_export.graph.layers import Embedding, Linear, Output
from milena_export.graph.model import DecodeSpec, Memory, Rows, StateRecord, Step
from milena_export.graph.numerics import Numerics
from milena_export.graph.record import Floats, Record
from milena_export.graph.scores import Score
from milena_export.graph.transformer import padding_mask


@dataclass(frozen=True)
class States(StateRecord):
    """The states of all layers of a decoder; every tensor has rows first."""

    layers: Sequence[CellState]

    def onward(self, g: GraphBuilder, rows: Tensor, beams: Tensor) -> States:  # noqa: ARG002
        """See `StateRecord`."""
        return self.each(lambda tensor: g.op("Gather", tensor, rows, axis=0))

    def left(self, g: GraphBuilder, rows: Tensor, texts: Tensor) -> States:  # noqa: ARG002
        """See `StateRecord`."""
        return self.each(lambda tensor: g.op("Gather", tensor, rows, axis=0))


@dataclass(frozen=True)
class Bidirectional:
    """One layer of an encoder: both directions, whose inputs [in, 2 * gates * width] are one product."""

    inputs: Linear
    forward: Cell
    backward: Cell


@dataclass(frozen=True)
class Unidirectional:
    """One layer of a decoder, its inputs [in, gates * width] and its cell."""

    inputs: Linear
    cell: Cell


@dataclass(frozen=True)
class Recurrent:
    """A recurrent encoder-decoder.

    Attributes:
        spec: special ids and sizes.
        embedding: of both sides.
        encoder: layers of the source side.
        bridge: from the encoder's last states to the decoder's first ones, before their tanh.
        decoder: layers of the target side.
        score: of its attention.
        combine: from context and state, side by side, to what is projected, before its tanh.
        output: to logits.
        unknown_source: id that stands for source ids beyond the embedding, or None where there are none.
    """

    spec: DecodeSpec
    embedding: Embedding
    encoder: Sequence[Bidirectional]
    bridge: Linear
    decoder: Sequence[Unidirectional]
    score: Score
    combine: Linear
    output: Output
    unknown_source: int | None = None

    def encode(
        self, g: GraphBuilder, numerics: Numerics, input_ids: Tensor, attention_mask: Tensor
    ) -> Memory:
        """See `StepModel`. Inside, steps come first: [source, batch, ...]."""
        source, batch = g.dim(input_ids, 1), g.dim(input_ids, 0)
        ids = g.op("Transpose", self._known(g, input_ids), perm=[1, 0])
        x = numerics.embed(g, self.embedding.name, ids, self.embedding.table, self.embedding.scale)
        x = g.reshape(x, -1, self.width)
        real = g.op("Unsqueeze", g.op("Cast", attention_mask, to=BOOL), g.ints(2))
        real = g.op("Transpose", real, perm=[1, 0, 2])
        for layer in self.encoder:
            x, last = _both_directions(g, numerics, layer, x, real, source, batch)
        by_text = g.op("Transpose", g.reshape(x, source, batch, self.width), perm=[1, 0, 2])
        states = g.reshape(by_text, -1, self.width)
        keys = g.reshape(self.score.keys(g, numerics, states), batch, 1, source, self.width)
        start = g.op("Tanh", linear(g, numerics, self.bridge, last))
        vectors = sum(STATES[layer.cell.kind] for layer in self.decoder)
        return Memory(
            keys=[g.op("Transpose", keys, perm=[0, 1, 3, 2])],
            values=[g.op("Unsqueeze", by_text, g.ints(1))],
            mask=padding_mask(g, attention_mask),
            start=g.ops("Split", vectors, start, axis=1, num_outputs=vectors) if vectors > 1 else [start],
        )

    def begin(self, g: GraphBuilder, memory: Memory, rows: Rows) -> tuple[Memory, States]:
        """See `StepModel`: the same for all beams of a text."""
        grid = g.shape(rows.batch, rows.beams, self.width)

        def spread(vector: Tensor) -> Tensor:
            wide = g.op("Expand", g.op("Unsqueeze", vector, g.ints(1)), grid)
            return g.reshape(wide, -1, self.width)

        vectors = iter(memory.start)
        states = States([layer.cell.state(vectors) for layer in self.decoder]).each(spread)
        return replace(memory, start=()), states

    def settled(
        self,
        g: GraphBuilder,  # noqa: ARG002
        step: Tensor,  # noqa: ARG002
        memory: Memory,
        state: States,
        rows: Rows,  # noqa: ARG002
    ) -> tuple[Memory, States]:
        """See `StepModel`: a state has no old part."""
        return memory, state

    def step(
        self,
        g: GraphBuilder,
        numerics: Numerics,
        tokens: Tensor,
        position: Tensor,  # noqa: ARG002
        memory: Memory,
        state: States,
        rows: Rows,
    ) -> Step[States]:
        """See `StepModel`. There is one attention, of one head."""
        x = numerics.embed(g, self.embedding.name, tokens, self.embedding.table, self.embedding.scale)
        after: list[CellState] = []
        for layer, before in zip(self.decoder, state.layers, strict=True):
            given = linear(g, numerics, layer.inputs, x)
            after.append(layer.cell.step(g, numerics, given, before))
            x = after[-1].hidden
        scores = self.score.scores(g, numerics, x, memory.keys[0], rows)
        weights = g.op("Softmax", g.op("Add", scores, memory.mask), axis=-1)
        context = g.reshape(g.op("MatMul", weights, memory.values[0]), -1, self.width)
        seen = g.op("Concat", context, x, axis=1)
        x = g.op("Tanh", linear(g, numerics, self.combine, seen))
        logits = numerics.project(g, self.output.name, x, self.output.table, self.output.bias)
        return Step(logits, [weights], States(after))

    @property
    def width(self) -> int:
        """Of embedding, encoder states and decoder states alike."""
        return int(self.embedding.table.shape[1])

    @property
    def source_vocabulary(self) -> int:
        """See `StepModel`."""
        return int(self.embedding.table.shape[0])

    def _known(self, g: GraphBuilder, ids: Tensor) -> Tensor:
        """Source ids with `unknown_source` in place of those that have no embedding."""
        if self.unknown_source is None:
            return ids
        known = g.op("Less", ids, g.scalar(self.source_vocabulary))
        return g.op("Where", known, ids, g.scalar(self.unknown_source))


@dataclass(frozen=True)
class _Directions(Record):
    """What both directions of a layer carry."""

    forward: CellState
    backward: CellState


@dataclass(frozen=True)
class _Seen(Record):
    """What both directions give out, [batch, width] each, zero on padding."""

    forward: Floats
    backward: Floats


def _both_directions(
    g: GraphBuilder,
    numerics: Numerics,
    layer: Bidirectional,
    x: Tensor,
    real: Tensor,
    source: Tensor,
    batch: Tensor,
) -> tuple[Tensor, Tensor]:
    """Runs a layer over ``x`` [source * batch, in] in both directions at once.

    Returns:
        States [source * batch, 2 * width], zero on padding, and the last ones of each direction, [batch, 2 * width].
    """
    kind, width = layer.forward.kind, layer.forward.width
    given = linear(g, numerics, layer.inputs, x)
    given = g.reshape(given, source, batch, 2 * GATES[kind] * width)
    of_forward, of_backward = g.ops("Split", 2, given, axis=2, num_outputs=2)
    end = g.op("Sub", g.op("Squeeze", source), g.scalar(1))
    empty = g.op("Expand", g.scalar(0.0, np.float32), g.shape(batch, width))

    def body(b: GraphBuilder, number: Tensor, before: _Directions) -> LoopBody[_Directions, _Seen]:
        def step(cell: Cell, all_given: Tensor, place: Tensor, own: CellState) -> tuple[CellState, Tensor]:
            here = b.op("Gather", real, place, axis=0)
            new = cell.step(b, numerics, b.op("Gather", all_given, place, axis=0), own)
            either = zip(new.tensors(), own.tensors(), strict=True)
            after = own.filled([b.op("Where", here, one, other) for one, other in either])
            return after, b.op("Where", here, new.hidden, b.scalar(0.0, np.float32))

        back = b.op("Sub", end, number)
        forward, ahead = step(layer.forward, of_forward, number, before.forward)
        backward, behind = step(layer.backward, of_backward, back, before.backward)
        go_on = b.op("Identity", b.const(np.array(True)))
        return LoopBody(go_on, _Directions(forward, backward), _Seen(ahead, behind))

    start = _Directions(layer.forward.state(repeat(empty)), layer.backward.state(repeat(empty)))
    last, seen = loop(g, g.op("Squeeze", source), start, body)
    backward = g.slice(seen.backward, g.ints(-1), g.ints(np.iinfo(np.int64).min), axis=0, step=-1)
    states = g.reshape(g.op("Concat", seen.forward, backward, axis=2), -1, 2 * width)
    return states, g.op("Concat", last.forward.hidden, last.backward.hidden, axis=1)
