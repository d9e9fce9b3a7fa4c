# SPDX-License-Identifier: Apache-2.0
"""An encoder-decoder Transformer as data: the weights of every layer, each under a name that is unique in the model.

A family fills these classes from its checkpoint; `encoder_decoder` builds the graph from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Heads:
    """Number of attention heads and the width of each."""

    count: int
    width: int


@dataclass(frozen=True)
class Linear:
    """``x @ weight [in, out] + bias [out]``.

    Attributes:
        name: of the product.
        weight: as the checkpoint has it.
        bias: the same, or None.
        rows: a factor for each row of the weight, or None.
        columns: a factor for each column of the weight and for the bias, or None.
    """

    name: str
    weight: Array
    bias: Array | None
    rows: Array | None = None
    columns: Array | None = None

    def folded(self) -> Linear:
        """The same layer without factors: a weight of its own is made only when it is asked for."""
        if self.rows is None and self.columns is None:
            return self
        weight = self.weight if self.rows is None else self.weight * self.rows[:, None]
        if self.columns is None:
            return Linear(self.name, weight, self.bias)
        return Linear(
            self.name, weight * self.columns, None if self.bias is None else self.bias * self.columns
        )


@dataclass(frozen=True)
class Norm:
    """Layer norm; without a bias T5's root mean square norm, which does not subtract the mean either."""

    name: str
    scale: Array
    bias: Array | None
    epsilon: float = 1e-5


@dataclass(frozen=True)
class Attention:
    """The four projections of one attention block."""

    name: str
    query: Linear
    key: Linear
    value: Linear
    output: Linear


@dataclass(frozen=True)
class FeedForward:
    """``down(activation(up(x)))``, or ``down(activation(gate(x)) * up(x))`` where it is gated."""

    activation: str
    up: Linear
    down: Linear
    gate: Linear | None = None


@dataclass(frozen=True)
class Layer:
    """One layer; only a decoder's has cross attention. The norms stand before or after their block.

    ``relative`` are relative positions of this layer alone.
    """

    attention: Attention
    attention_norm: Norm
    feed_forward: FeedForward
    feed_forward_norm: Norm
    cross: Attention | None = None
    cross_norm: Norm | None = None
    relative: RelativeBias | None = None


@dataclass(frozen=True)
class Positions:
    """Absolute positions: ``table[position]`` is added to the embedding.

    Attributes:
        name: of the table.
        table: [positions, d].
        blank: id that gets no position, and on the source side takes no place either (M2M100's padding), or None.
    """

    name: str
    table: Array
    blank: int | None = None


@dataclass(frozen=True)
class RelativeBias:
    """Relative positions: added to the scores of self attention, the same in all layers.

    Attributes:
        name: of the table.
        table: [heads, distances], by the distance key - query, from ``-reach`` up to 0 (decoder) or ``reach`` (encoder).
        reach: distances further than this count as this.
    """

    name: str
    table: Array
    reach: int


@dataclass(frozen=True)
class Embedding:
    """``table [vocabulary, d][id] * scale``."""

    name: str
    table: Array
    scale: float = 1.0


@dataclass(frozen=True)
class Stack:
    """One side of the model.

    Attributes:
        embedding: of its tokens.
        heads: of its self attention; in a decoder of its cross attention too.
        layers: in order.
        positions: absolute positions, or None.
        relative: relative positions, or None.
        embedding_norm: after the embedding, or None.
        final_norm: after the last layer, or None.
    """

    embedding: Embedding
    heads: Heads
    layers: Sequence[Layer]
    positions: Positions | None = None
    relative: RelativeBias | None = None
    embedding_norm: Norm | None = None
    final_norm: Norm | None = None


@dataclass(frozen=True)
class Output:
    """Logits ``(x * scale) @ table [vocabulary, d].T + bias [vocabulary]``; ``name`` is the embedding's if they share."""

    name: str
    table: Array
    bias: Array | None
    scale: float = 1.0
