# SPDX-License-Identifier: Apache-2.0
"""What a Transformer's decoder remembers of its own tokens, so that little of it is copied from step to step.

The last few tokens of a text's beams stand together, in the order in which they came, whatever beam goes on with which:
`Caches.family` says whose they are, and the attention hides the others. What is older stands by beam, in `Memory.past`, and
steps only read it: a beam reads that of the beam it continues. Every `CHUNK` steps the new ones become old ones. So a step
appends to a few tokens and reorders none, and a search with one beam copies nothing that is old.

Where a token stands follows from its step alone, so that no other text of a batch changes a bit of an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.flow import branch
from milena_export.graph.layers import Heads, Stack
from milena_export.graph.model import Cache, Memory, Rows, StateRecord
from milena_export.graph.record import Ints, Record
from milena_export.graph.transformer import MASKED

CHUNK = 16
"""Steps after which new tokens become old ones. Fewer mean more copies of the old ones, more mean more copies of the new."""


@dataclass(frozen=True)
class Caches(StateRecord):
    """The new tokens of ``B`` texts with ``K`` beams, ``T`` of each beam.

    Attributes:
        layers: of each layer; keys and values are [B, heads, T * K, width], the beams of a step side by side.
        family: [B, K, T] the beam whose token each beam has at each step.
        slots: [B, K] the beam of `Memory.past` that each beam continues.
    """

    layers: Sequence[Cache]
    family: Ints
    slots: Ints

    @classmethod
    def empty(cls, g: GraphBuilder, heads: Heads, layers: int, rows: Rows) -> Caches:
        """Before the first step, and behind a whole chunk."""
        nothing = g.op("Expand", g.scalar(0.0, np.float32), g.shape(rows.batch, heads.count, 0, heads.width))
        family = g.op("Expand", g.scalar(0), g.shape(rows.batch, rows.beams, 0))
        return cls([Cache(nothing, nothing)] * layers, family, rows.slots)

    def onward(self, g: GraphBuilder, rows: Tensor, beams: Tensor) -> Caches:  # noqa: ARG002
        """See `StateRecord`: who is whose, and nothing of the tokens themselves."""
        family = g.op("GatherND", self.family, g.op("Unsqueeze", beams, g.ints(2)), batch_dims=1)
        return replace(self, family=family, slots=g.op("GatherElements", self.slots, beams, axis=1))

    def left(self, g: GraphBuilder, rows: Tensor, texts: Tensor) -> Caches:  # noqa: ARG002
        """See `StateRecord`."""
        return self.each(lambda tensor: g.op("Gather", tensor, texts, axis=0))


def begun(g: GraphBuilder, decoder: Stack, memory: Memory, rows: Rows) -> tuple[Memory, Caches]:
    """What the first step reads and carries: neither old tokens nor new ones."""
    heads, layers = decoder.heads, len(decoder.layers)
    shape = g.shape(rows.batch, rows.beams, heads.count, 0, heads.width)
    nothing = g.op("Expand", g.scalar(0.0, np.float32), shape)
    past = [Cache(nothing, nothing)] * layers
    return replace(memory, past=past), Caches.empty(g, heads, layers, rows)


@dataclass(frozen=True)
class Own:
    """How the tokens of a step look at those of their own beam; the same in all layers.

    Attributes:
        rows: sizes.
        hidden: [B, 1, K, T * K], 0 on the new tokens that a beam has, the step's own included, and a huge negative number on
            those of others.
        slots: [B, K, 1], the beam whose old tokens each has.
        is_new: whether there are no old tokens, bool [].
        is_single: whether there is one beam, bool [].
    """

    rows: Rows
    hidden: Tensor
    slots: Tensor
    is_new: Tensor
    is_single: Tensor

    @classmethod
    def of(cls, g: GraphBuilder, memory: Memory, caches: Caches, rows: Rows) -> Own:
        """Of caches whose family has the step's own token already."""
        beams = g.op("Range", g.scalar(0), g.op("Squeeze", rows.beams), g.scalar(1))
        has = g.op("Equal", g.op("Unsqueeze", caches.family, g.ints(3)), beams)
        hidden = g.op("Where", has, g.scalar(0.0, np.float32), g.scalar(MASKED, np.float32))
        return cls(
            rows,
            g.reshape(hidden, rows.batch, 1, rows.beams, -1),
            g.op("Unsqueeze", caches.slots, g.ints(2)),
            g.op("Equal", g.op("Squeeze", g.dim(memory.past[0].keys, 3)), g.scalar(0)),
            g.op("Equal", g.op("Squeeze", rows.beams), g.scalar(1)),
        )


def with_own(g: GraphBuilder, caches: Caches, rows: Rows) -> Caches:
    """The caches with each beam's token of this step in its family; the layers add theirs."""
    own = g.op("Unsqueeze", rows.slots, g.ints(2))
    return replace(caches, family=g.op("Concat", caches.family, own, axis=2))


def steps_left(g: GraphBuilder, step: Tensor) -> Tensor:
    """How many steps, from that number on (int64 [1]), fill the chunk; int64 []."""
    return g.op("Squeeze", g.op("Sub", g.ints(CHUNK), g.op("Mod", step, g.ints(CHUNK))))


@dataclass(frozen=True)
class _Settled(Record):
    """What changes at the end of a chunk."""

    past: Sequence[Cache]
    caches: Caches


def settled(
    g: GraphBuilder, heads: Heads, step: Tensor, memory: Memory, caches: Caches, rows: Rows
) -> tuple[Memory, Caches]:
    """Makes old tokens of the new ones when a chunk is full; ``step`` is the number of the next, int64 [1]."""
    is_full = g.op("Equal", g.op("Squeeze", g.op("Mod", step, g.ints(CHUNK))), g.scalar(0))

    def turned(b: GraphBuilder) -> _Settled:
        steps = b.op("Range", b.scalar(0), b.op("Squeeze", b.dim(caches.family, 2)), b.scalar(1))
        place = b.op("Add", b.op("Mul", steps, b.op("Squeeze", rows.beams)), caches.family)
        place = b.op("Unsqueeze", place, b.ints(3))
        slots = b.op("Unsqueeze", caches.slots, b.ints(2))

        def old(past: Tensor, new: Tensor) -> Tensor:
            before = b.op("GatherND", past, slots, batch_dims=1)
            by_token = b.op("Transpose", new, perm=[0, 2, 1, 3])
            own = b.op("Transpose", b.op("GatherND", by_token, place, batch_dims=1), perm=[0, 1, 3, 2, 4])
            return b.op("Concat", before, own, axis=3)

        past = [
            Cache(old(before.keys, new.keys), old(before.values, new.values))
            for before, new in zip(memory.past, caches.layers, strict=True)
        ]
        return _Settled(past, Caches.empty(b, heads, len(past), rows))

    now = branch(g, is_full, turned, lambda _: _Settled(memory.past, caches))
    return replace(memory, past=now.past), now.caches
