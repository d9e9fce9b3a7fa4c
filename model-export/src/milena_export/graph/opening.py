# SPDX-License-Identifier: Apache-2.0
"""What stands before a target: the decoder's start token, or the prompt that a decoder-only model goes on from."""

from __future__ import annotations

from dataclasses import dataclass

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.model import DecodeSpec

NONE = -1
"""Stands before prompts that are shorter than the longest one."""


@dataclass(frozen=True)
class Opening:
    """What stands before the targets of a batch, ``B`` texts.

    Attributes:
        tokens: int64 [B, length], the last one of each row is what the first step reads. Ragged rows are filled with
            `NONE` on the left.
        room: most tokens of a target that there are positions for, int64 [] or [B, 1], or None for any number.
    """

    tokens: Tensor
    room: Tensor | None


def opening(g: GraphBuilder, spec: DecodeSpec, input_ids: Tensor, attention_mask: Tensor) -> Opening:
    """Builds the opening of each text of the whole batch."""
    positions = None if spec.positions is None else g.scalar(spec.positions)
    if spec.start is not None:
        return Opening(
            g.op("Expand", g.scalar(spec.start), g.shape(g.dim(input_ids, 0), 1)),
            positions,
        )
    source = g.op("Squeeze", g.dim(input_ids, 1))
    length = g.op("ReduceSum", attention_mask, g.ints(1), keepdims=1)
    column = g.op("Range", g.scalar(0), source, g.scalar(1))
    place = g.op("Sub", column, g.op("Sub", source, length))
    moved = g.op("GatherElements", input_ids, g.op("Max", place, g.scalar(0)), axis=1)
    tokens = g.op("Where", g.op("Less", place, g.scalar(0)), g.scalar(NONE), moved)
    room = None if positions is None else g.op("Max", g.op("Sub", positions, length), g.scalar(1))
    return Opening(tokens, room)
