# SPDX-License-Identifier: Apache-2.0
"""The classical attention mechanisms as modules: one small module a score, one attention that takes any of them.

The scores, of a query q (a decoder state) and a key k (an encoder state):

=============  =======================  ====================================================================
dot            q . k                    Luong et al. 2015, "Effective approaches to attention-based NMT"
scaled-dot     q . k / sqrt(width)      Vaswani et al. 2017, "Attention is all you need"
general        q . W_a k                Luong et al. 2015
additive       v . tanh(W_q q + W_k k)  Bahdanau et al. 2015, "NMT by jointly learning to align and translate"
cosine         b cos(q, k)              Graves et al. 2014, "Neural Turing machines" (b, the strength, is trained)
manhattan      - sum |q - k|            the negative L1 distance
=============  =======================  ====================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

MASKED = -1e9
"""Stands in for the score of padding: finite, so no gradient is lost in it, and its softmax is exactly 0."""
EPSILON = 1e-6
"""Least length by which a cosine divides: a state of zeros is like nothing instead of like everything."""


class Score(Protocol):
    """How well each key answers each query."""

    def __call__(self, query: Tensor, keys: Tensor) -> Tensor:
        """Maps queries [batch, target, width] and keys [batch, source, width] to scores [batch, target, source]."""
        ...


class DotScore(nn.Module):
    """The scalar product of q and k."""

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """See `Score`."""
        return query @ keys.mT


class ScaledDotScore(nn.Module):
    """The scalar product over the root of the width, which keeps the softmax from saturating in wide states."""

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """See `Score`."""
        return query @ keys.mT / math.sqrt(query.shape[-1])


class GeneralScore(nn.Module):
    """The scalar product of q and W_a k, with a trained matrix."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.key = nn.Linear(width, width, bias=False)

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """See `Score`."""
        scores: Tensor = query @ self.key(keys).mT
        return scores


class AdditiveScore(nn.Module):
    """v . tanh(W_q q + W_k k): a feed-forward network with one hidden layer."""

    CHUNK = 1 << 22
    """Most numbers of [batch, target, source, width] that exist at once; beyond it they are computed again for the
    gradient."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, width)
        self.energy = nn.Linear(width, 1, bias=False)

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """See `Score`."""
        asked, known = self.query(query), self.key(keys)
        steps = max(1, self.CHUNK // known.numel())
        if steps >= asked.shape[1]:
            return self._score(asked, known)
        parts = [checkpoint(self._score, part, known, use_reentrant=False) for part in asked.split(steps, 1)]
        return torch.cat(parts, dim=1)

    def _score(self, asked: Tensor, known: Tensor) -> Tensor:
        scores: Tensor = self.energy(torch.tanh(asked[:, :, None] + known[:, None])).squeeze(-1)
        return scores


class CosineScore(nn.Module):
    """The cosine of the angle between q and k times a trained strength, without which its softmax is nearly flat."""

    def __init__(self) -> None:
        super().__init__()
        self.strength = nn.Parameter(torch.tensor(8.0))

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """See `Score`."""
        asked, known = (F.normalize(states, dim=-1, eps=EPSILON) for states in (query, keys))
        return self.strength * (asked @ known.mT)


class ManhattanScore(nn.Module):
    """The negative sum of absolute differences of q and k."""

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """See `Score`."""
        return -torch.cdist(query, keys, p=1.0)  # never makes [batch, target, source, width]


SCORES: dict[str, Callable[[int], nn.Module]] = {
    "dot": lambda _: DotScore(),
    "scaled-dot": lambda _: ScaledDotScore(),
    "general": GeneralScore,
    "additive": AdditiveScore,
    "cosine": lambda _: CosineScore(),
    "manhattan": lambda _: ManhattanScore(),
}
"""Makes a score for states of a given width, by its name."""


class ScoredAttention(nn.Module):
    """Attention by any `Score`."""

    def __init__(self, score: nn.Module) -> None:
        super().__init__()
        self.score = score

    def forward(
        self, query: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Mixes the values by how well their keys answer each query.

        Args:
            query: [batch, target, width].
            keys: [batch, source, width].
            values: [batch, source, width of the values].
            mask: boolean [batch, source], true where a position may be seen, at least one in each row; None where
                all may.

        Returns:
            The context [batch, target, width of the values], and the attention weights [batch, target, source]:
            they sum to 1 over the source and are exactly 0 where the mask is false.
        """
        weights = masked_softmax(self.score(query, keys), None if mask is None else mask[:, None, :])
        return weights @ values, weights


def masked_softmax(scores: Tensor, mask: Tensor | None) -> Tensor:
    """Softmax over the last axis of scores [..., source]; a boolean mask that broadcasts to them hides positions."""
    return torch.softmax(scores if mask is None else scores.masked_fill(~mask, MASKED), dim=-1)
