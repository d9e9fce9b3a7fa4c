# SPDX-License-Identifier: Apache-2.0
"""What a model must offer to be decoded: the small protocol between families and the decode loop.

A decoder-only model fits in as one whose source is its prompt: what its layers remember of the prompt takes the place
of the encoder's keys and values, and the first step reads the prompt's last token (ADR 7).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.numerics import Numerics
from milena_export.graph.record import Floats, Ints, Record


class AttentionView(Protocol):
    """What of the attention over the source a graph gives out."""

    @property
    def between(self) -> tuple[int, ...]:
        """Sizes of what stands between rows and source in the output ``attention``; none where it is one matrix."""
        ...

    def of_step(self, g: GraphBuilder, layers: Sequence[Tensor], width: Tensor) -> Tensor:
        """What is recorded of a step.

        Args:
            g: graph.
            layers: weights of each decoder layer, [batch, heads, beams, source].
            width: how many source columns are asked for, int64 [1].

        Returns:
            [batch, beams, *between, width].
        """
        ...


@dataclass(frozen=True)
class AttentionPolicy:
    """The mean of some heads of a layer, and how a reader is to use it (see ADR 1); the `AttentionView` of bundles."""

    layer: int
    heads: tuple[int, ...]
    shift: int
    chosen_by: str

    @property
    def between(self) -> tuple[int, ...]:
        """See `AttentionView`."""
        return ()

    def of_step(self, g: GraphBuilder, layers: Sequence[Tensor], width: Tensor) -> Tensor:
        """See `AttentionView`."""
        asked = g.slice(layers[self.layer], g.ints(0), width, 3)
        return g.op("ReduceMean", g.op("Gather", asked, g.ints(*self.heads), axis=1), g.ints(1), keepdims=0)


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
class Cache(Record):
    """Keys and values of tokens in one layer."""

    keys: Floats
    values: Floats


@dataclass(frozen=True)
class Memory(Record):
    """What steps read: keys and values of the source for each decoder layer. ``B`` rows, never repeated for beams.

    Every tensor has texts first: those of finished texts are left out while the others go on.

    Attributes:
        keys: for each decoder layer [B, heads, d_head, source].
        values: for each decoder layer [B, heads, source, d_head].
        mask: [B, 1, 1, source], 0 on tokens and a huge negative number on padding.
        start: what the decoder's state starts from, [B, d] each; only `StepModel.begin` reads it.
        place: int64 [B], position of the first step's token where it differs from text to text, or None: it is 0.
        source: int64 [B, source], the source's ids, where the search looks at them, or None.
        past: for each decoder layer that has a cache, keys and values of old tokens, [B, beams, heads, tokens, d_head] each;
            `StepModel.settled` alone adds to them.
    """

    keys: Sequence[Floats]
    values: Sequence[Floats]
    mask: Floats
    start: Sequence[Floats] = ()
    place: Ints | None = None
    source: Ints | None = None
    past: Sequence[Cache] = ()


@dataclass(frozen=True)
class Rows:
    """The decoder's rows, ``K`` beams for each of ``B`` texts.

    Attributes:
        batch: B, an int64 vector of one element.
        beams: K, the same.
        count: B * K, the same.
        slots: [B, K] 0 to K - 1 for each text.
    """

    batch: Tensor
    beams: Tensor
    count: Tensor
    slots: Tensor

    @classmethod
    def of(cls, g: GraphBuilder, batch: Tensor, beams: Tensor) -> Rows:
        """Of so many texts and beams, int64 [1] each."""
        slots = g.op("Range", g.scalar(0), g.op("Squeeze", beams), g.scalar(1))
        return cls(batch, beams, g.op("Mul", batch, beams), g.op("Expand", slots, g.shape(batch, beams)))


class StateRecord(Record, ABC):
    """What a model's steps carry: its caches, or its recurrent states."""

    @abstractmethod
    def onward(self, g: GraphBuilder, rows: Tensor, beams: Tensor) -> Self:
        """What the next step reads.

        Args:
            g: graph.
            rows: the row that each row of the next step continues, int64 [B * K].
            beams: the same as beams of its text, int64 [B, K].
        """

    @abstractmethod
    def left(self, g: GraphBuilder, rows: Tensor, texts: Tensor) -> Self:
        """What belongs to some texts alone: to these ``rows``, which are all rows of these ``texts``."""


State = TypeVar("State", bound=StateRecord)


@dataclass(frozen=True)
class Step(Generic[State]):
    """One decoder step.

    Attributes:
        logits: [rows, vocabulary].
        attention: over the source, [batch, heads, beams, source] of each layer that has any.
        state: what the next step reads.
    """

    logits: Tensor
    attention: Sequence[Tensor]
    state: State


class StepModel(Protocol[State]):
    """An encoder-decoder or decoder-only model as the decode loop sees it."""

    @property
    def spec(self) -> DecodeSpec:
        """Special ids and sizes."""
        ...

    @property
    def source_vocabulary(self) -> int:
        """Number of source ids that have an embedding."""
        ...

    def encode(
        self, g: GraphBuilder, numerics: Numerics, input_ids: Tensor, attention_mask: Tensor
    ) -> Memory:
        """Builds everything that is computed once a text: the encoder, or the pass over the prompt."""
        ...

    def begin(self, g: GraphBuilder, memory: Memory, rows: Rows) -> tuple[Memory, State]:
        """What the first step reads and carries: no tokens yet, or what a recurrent decoder starts from."""
        ...

    def step(
        self,
        g: GraphBuilder,
        numerics: Numerics,
        tokens: Tensor,
        position: Tensor,
        memory: Memory,
        state: State,
        rows: Rows,
    ) -> Step[State]:
        """Builds one step for ``tokens`` [rows]; ``position`` (int64, rank 0) is the number of the step."""
        ...

    def settled(
        self, g: GraphBuilder, step: Tensor, memory: Memory, state: State, rows: Rows
    ) -> tuple[Memory, State]:
        """Moves what only steps before ``step`` (int64 [1]) wrote from what steps carry to what they read."""
        ...
