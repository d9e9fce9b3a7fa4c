# SPDX-License-Identifier: Apache-2.0
"""What the trainer, greedy decoding and every architecture share: embedding, dropout, loss."""

from __future__ import annotations

import random
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx
from torch.nn import functional as F


class Shape(Protocol):
    """Architecture and sizes of a model: a frozen dataclass that processes hand to each other."""

    @property
    def vocabulary(self) -> int:
        """Number of ids; the padding token is the last one."""
        ...

    def as_dict(self) -> dict[str, Any]:
        """Returns the sizes by name."""
        ...

    def for_vocabulary(self, vocabulary: int) -> Shape:
        """The same with another number of ids."""
        ...

    def build(self, dropout: float = 0.0, precision: torch.dtype = torch.float32) -> Seq2SeqModel:
        """Returns a fresh model; ``precision`` is that of matrix products while training."""
        ...


class Encoded(NamedTuple):
    """What a decoder sees of its source.

    Attributes:
        states: [batch, source, width].
        mask: boolean [batch, source], true on real tokens, or None where nothing is padded.
    """

    states: Tensor
    mask: Tensor | None


class Seq2SeqModel(nn.Module):
    """An encoder-decoder with one embedding for source, target and output. One thread at a time while training."""

    def __init__(self, vocabulary: int, dropout: float, precision: torch.dtype) -> None:
        """``precision`` is that of matrix products while training; evaluation is in float32."""
        super().__init__()
        self._vocabulary = vocabulary
        self._trained_in = precision
        self.dropout = MaskDropout(dropout)
        self._no_dropout = MaskDropout(0.0)

    final_logits_bias: nn.Parameter
    """[1, vocabulary]"""

    @property
    def embedding(self) -> nn.Embedding:
        """The table that source, target and output share."""
        raise NotImplementedError

    def encode(self, source: Tensor) -> Encoded:
        """Encodes ids [batch, source], padded on the right."""
        raise NotImplementedError

    def decode(self, target: Tensor, encoded: Encoded) -> Tensor:
        """Returns the states [batch, target, width] of decoder inputs [batch, target]."""
        raise NotImplementedError

    @property
    def pad(self) -> int:
        """The padding id, which also starts every target."""
        return self._vocabulary - 1

    @property
    def _precision(self) -> torch.dtype:
        return self._trained_in if self.training else torch.float32

    @property
    def _drop(self) -> MaskDropout:
        return self.dropout if self.training else self._no_dropout

    def logits(self, states: Tensor) -> Tensor:
        """Projects states [..., width] to logits [..., vocabulary]."""
        return F.linear(states, self.embedding.weight, self.final_logits_bias[0])

    def loss(self, source: Tensor, labels: Tensor, smoothing: float) -> tuple[Tensor, float]:
        """Returns the smoothed and the plain loss, each summed over labels [batch, target] (EOS included)."""
        inputs = torch.cat([torch.full_like(labels[:, :1], self.pad), labels[:, :-1]], dim=1)
        states = self.decode(inputs, self.encode(source))
        real = labels != self.pad
        smoothed, plain = ProjectedCrossEntropy.apply(  # type: ignore[no-untyped-call]
            states[real],
            self.embedding.weight,
            self.final_logits_bias,
            labels[real],
            smoothing,
            self._precision,
        )
        return smoothed, float(plain.detach())


class MaskDropout:
    """Dropout whose masks are random windows of a pool: drawing every bit anew costs as much as a layer."""

    POOL = 1 << 22

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._random = random.Random(0)
        self._pool = torch.empty(0)
        self._pool_seed: int | None = None

    def reseed(self, seed: int, pool_seed: int) -> None:
        """Makes the masks that follow a function of the two seeds; a new ``pool_seed`` redraws the pool."""
        self._random = random.Random(seed)
        torch.manual_seed(seed)
        if self.rate > 0 and pool_seed != self._pool_seed:
            keep = torch.rand(self.POOL, generator=torch.Generator().manual_seed(pool_seed)) >= self.rate
            self._pool, self._pool_seed = keep.float() / (1 - self.rate), pool_seed

    def __call__(self, values: Tensor) -> Tensor:
        """Returns ``values`` with entries dropped and the rest scaled up."""
        if self.rate == 0:
            return values
        count = values.numel()
        if self._pool.numel() < 2 * count:
            return F.dropout(values, self.rate, True)
        start = self._random.randrange(self._pool.numel() - count)
        return values * self._pool[start : start + count].view_as(values)


def project(inputs: Tensor, weight: Tensor, bias: Tensor, precision: torch.dtype) -> Tensor:
    """Returns ``inputs`` [..., in] times ``weight`` [out, in] plus ``bias``, computed and given in ``precision``."""
    return F.linear(inputs.to(precision), weight.to(precision), bias.to(precision))


class ProjectedCrossEntropy(torch.autograd.Function):
    """Output projection and cross-entropy in one, in chunks that fit the cache (gradients too)."""

    CHUNK = 128

    @staticmethod
    def forward(
        ctx: FunctionCtx,
        states: Tensor,
        weight: Tensor,
        bias: Tensor,
        labels: Tensor,
        smoothing: float,
        precision: torch.dtype,
    ) -> tuple[Tensor, Tensor]:
        """Returns the summed smoothed and plain losses of states [tokens, width] against labels [tokens]."""
        vocabulary = weight.shape[0]
        wanted = any(ctx.needs_input_grad)  # type: ignore[attr-defined]
        fast_states, fast_weight, fast_bias = (value.to(precision) for value in (states, weight, bias))
        d_states, d_weight = torch.empty_like(states), torch.zeros_like(weight)
        d_bias = torch.zeros_like(bias)
        mean_weight, mean_bias = weight.mean(dim=0), float(bias.mean())
        smoothed, plain = 0.0, 0.0
        for start in range(0, len(labels), ProjectedCrossEntropy.CHUNK):
            rows = slice(start, start + ProjectedCrossEntropy.CHUNK)
            chunk, gold = fast_states[rows], labels[rows, None]
            logits = torch.addmm(fast_bias, chunk, fast_weight.t()).float()
            log_probabilities = torch.log_softmax(logits, dim=1)
            gold_log_probabilities = log_probabilities.gather(1, gold)
            log_z = float((logits.gather(1, gold) - gold_log_probabilities).sum())
            nll = -float(gold_log_probabilities.sum())
            spread = log_z - float((states[rows] @ mean_weight).sum()) - len(gold) * mean_bias
            plain += nll
            smoothed += (1 - smoothing) * nll + smoothing * spread
            if wanted:
                gradient = log_probabilities.exp_().sub_(smoothing / vocabulary)
                gradient.scatter_add_(1, gold, torch.full_like(gold, -(1 - smoothing), dtype=gradient.dtype))
                d_bias += gradient.sum(dim=0)
                gradient = gradient.to(precision)
                d_states[rows] = gradient @ fast_weight
                d_weight += gradient.t() @ chunk
        ctx.save_for_backward(d_states, d_weight, d_bias)
        return states.new_tensor(smoothed), states.new_tensor(plain)

    @staticmethod
    def backward(ctx: FunctionCtx, smoothed: Tensor, plain: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ARG004
        """Scales the gradients made before; the plain loss is a report and has none."""
        d_states, d_weight, d_bias = ctx.saved_tensors  # type: ignore[attr-defined]
        return d_states.mul_(smoothed), d_weight.mul_(smoothed), d_bias.mul_(smoothed), None, None, None
