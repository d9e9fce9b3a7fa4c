# SPDX-License-Identifier: Apache-2.0
"""What a model must offer to be decoded: the small protocol between families and the decode loop.

A decoder-only model fits in as one whose source is its prompt: what its layers remember of the prompt takes the place
of the encoder's keys and values, and the first step reads the prompt's last token (ADR 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from milena_export.graph.builder import FLOAT, INT64, GraphBuilder, Tensor
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
    start: int | None
    """Id that every target starts from, or None for a decoder-only model, whose targets go on from their sources."""
    suppressed: tuple[int, ...] = ()
    """Ids that are never chosen."""
    forced_eos: int | None = None
    """Id that the last allowed step must choose."""
    renormalizes: bool = False
    """Whether beams add up log-probabilities among what the processors leave (``renormalize_logits``)."""
    source_ngram: int = 0
    """Length of runs of source tokens that no target may have (``encoder_no_repeat_ngram_size``), or 0."""
    positions: int | None = None
    """Most tokens of a target, forced prefix included (and its prompt, where it goes on from one), that the decoder has
    positions for, or None for any number."""


@dataclass(frozen=True)
class Memory:
    """What all steps read: keys and values of the source for each decoder layer. ``B`` rows, never repeated for beams.

    Every tensor has texts first: those of finished texts are left out while the others go on.

    Attributes:
        keys: for each decoder layer [B, heads, d_head, source].
        values: for each decoder layer [B, heads, source, d_head].
        mask: [B, 1, 1, source], 0 on tokens and a huge negative number on padding.
        start: what the decoder's state starts from, [B, d] each; only `StepModel.initial_state` reads it.
        place: int64 [B], position of the first step's token where it differs from text to text, or None: it is 0.
        source: int64 [B, source], the source's ids, where the search looks at them, or None.
    """

    keys: Sequence[Tensor]
    values: Sequence[Tensor]
    mask: Tensor
    start: Sequence[Tensor] = ()
    place: Tensor | None = None
    source: Tensor | None = None

    def tensors(self) -> list[tuple[Tensor, int]]:
        """What the steps read, with element types, in the order that `with_tensors` takes."""
        whole = [(tensor, INT64) for tensor in (self.place, self.source) if tensor is not None]
        return [*((tensor, FLOAT) for tensor in (*self.keys, *self.values, self.mask)), *whole]

    def with_tensors(self, tensors: Sequence[Tensor]) -> Memory:
        """The same memory of other texts."""
        layers = len(self.keys)
        keys, values, (mask, *whole) = tensors[:layers], tensors[layers : 2 * layers], tensors[2 * layers :]
        place = None if self.place is None else whole.pop(0)
        source = None if self.source is None else whole.pop(0)
        return replace(self, keys=keys, values=values, mask=mask, place=place, source=source)


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
    """An encoder-decoder or decoder-only model as the decode loop sees it."""

    @property
    def spec(self) -> DecodeSpec:
        """Special ids and sizes."""
        ...

    def encode(
        self, g: GraphBuilder, numerics: Numerics, input_ids: Tensor, attention_mask: Tensor
    ) -> Memory:
        """Builds everything that is computed once a text: the encoder, or the pass over the prompt."""
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
        """Builds one step for ``tokens`` [rows]; ``position`` (int64, rank 0) is the number of the step."""
        ...
