# SPDX-License-Identifier: Apache-2.0
"""What a model must offer to be decoded: the small protocol between families and the decode loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.numerics import Numerics


@dataclass(frozen=True)
class AttentionPolicy:
    """Which cross attention a graph gives out, and how a reader is to use it (see ADR 1)."""

    layer: int
    heads: tuple[int, ...]
    shift: int
    chosen_by: str


@dataclass(frozen=True)
class DecodeSpec:
    """What the decode loop needs to know of a model besides its step."""

    vocabulary: int
    pad: int
    eos: tuple[int, ...]
    start: int
    suppressed: tuple[int, ...] = ()
    """Ids that are never chosen."""
    forced_eos: int | None = None
    """Id that the last allowed step must choose."""
    positions: int | None = None
    """Most tokens of a target, forced prefix included, that the decoder has positions for, or None for any number."""


@dataclass(frozen=True)
class Memory:
    """What all steps read: the encoder's side of cross attention. ``B`` rows, never repeated for beams.

    Every tensor has texts first: those of finished texts are left out while the others go on.

    Attributes:
        keys: for each decoder layer [B, heads, d_head, source].
        values: for each decoder layer [B, heads, source, d_head].
        mask: [B, 1, 1, source], 0 on tokens and a huge negative number on padding.
        start: what the decoder's state starts from, [B, d] each; only `StepModel.initial_state` reads it.
    """

    keys: Sequence[Tensor]
    values: Sequence[Tensor]
    mask: Tensor
    start: Sequence[Tensor] = ()

    def tensors(self) -> list[Tensor]:
        """What the steps read, in the order that `with_tensors` takes; all are 32-bit floats."""
        return [*self.keys, *self.values, self.mask]

    def with_tensors(self, tensors: Sequence[Tensor]) -> Memory:
        """The same memory of other texts."""
        layers = len(self.keys)
        return Memory(tensors[:layers], tensors[layers : 2 * layers], tensors[-1])


@dataclass(frozen=True)
class Rows:
    """Sizes of the decoder's rows, each an int64 vector of one element: ``count`` is ``batch * beams``."""

    batch: Tensor
    beams: Tensor
    count: Tensor


@dataclass(frozen=True)
class Step:
    """One decoder step.

    Attributes:
        logits: [rows, vocabulary].
        attention: [batch, heads, beams, source] of the policy's layer, or None for another layer's model.
        state: what the next step reads, each tensor with rows first.
    """

    logits: Tensor
    attention: Tensor
    state: Sequence[Tensor]


class StepModel(Protocol):
    """An encoder-decoder model as the decode loop sees it."""

    @property
    def spec(self) -> DecodeSpec:
        """Special ids and sizes."""
        ...

    def encode(
        self, g: GraphBuilder, numerics: Numerics, input_ids: Tensor, attention_mask: Tensor
    ) -> Memory:
        """Builds the encoder and everything that is computed once a text."""
        ...

    def initial_state(self, g: GraphBuilder, memory: Memory, rows: Rows) -> list[tuple[Tensor, int]]:
        """Empty caches, or what a recurrent decoder starts from, with their element types, rows first."""
        ...

    def step(
        self,
        g: GraphBuilder,
        numerics: Numerics,
        tokens: Tensor,
        position: Tensor,
        memory: Memory,
        state: Sequence[Tensor],
        rows: Rows,
        policy: AttentionPolicy,
    ) -> Step:
        """Builds one step for ``tokens`` [rows] at ``position`` (int64, rank 0)."""
        ...
