# SPDX-License-Identifier: Apache-2.0
"""All attention of a model in one graph, so that one search tries every alignment policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from milena_export.graph.builder import GraphBuilder, Tensor


@dataclass(frozen=True)
class EveryHead:
    """The mean of each layer's heads and each head alone; an `AttentionView` that is never in a bundle.

    Attributes:
        layers: decoder layers with attention over the source.
        heads: of each.
    """

    layers: int
    heads: int

    @property
    def shown(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Layer and heads of each matrix, in the order of the output."""
        every = tuple(range(self.heads))
        choices = (every, *((head,) for head in every)) if self.heads > 1 else (every,)
        return tuple((layer, heads) for layer in range(self.layers) for heads in choices)

    @property
    def between(self) -> tuple[int, ...]:
        """See `AttentionView`."""
        return (len(self.shown),)

    def of_step(self, g: GraphBuilder, layers: Sequence[Tensor], width: Tensor) -> Tensor:
        """See `AttentionView`."""
        shown: list[Tensor] = []
        for weights in layers:
            if self.heads > 1:
                shown.append(g.op("ReduceMean", weights, g.ints(1), keepdims=1))
            shown.append(weights)
        asked = g.slice(g.op("Concat", *shown, axis=1), g.ints(0), width, 3)
        return g.op("Transpose", asked, perm=[0, 2, 1, 3])
