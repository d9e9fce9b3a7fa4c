# SPDX-License-Identifier: Apache-2.0
"""The Transformer in training: names and arithmetic of transformers' ``MarianMTModel``, made for CPU speed.

Post-norm layers, ReLU, sinusoidal positions, one embedding shared by source, target and output. A
``state_dict`` of this module loads into ``MarianMTModel`` and gives the same logits.
"""

from __future__ import annotations

import math
import random
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx
from torch.nn import functional as F

MAX_POSITIONS = 512


@dataclass(frozen=True)
class ModelShape:
    """Sizes of a model; ``vocabulary`` counts the padding token, which is the last id."""

    vocabulary: int
    width: int = 256
    feed_forward: int = 1024
    encoder_layers: int = 4
    decoder_layers: int = 2
    heads: int = 4

    def as_dict(self) -> dict[str, int]:
        """Returns the sizes by name."""
        return asdict(self)


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


class Attention(nn.Module):
    """Multi-head attention with the projections of one input joined into one matrix product."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def _project(self, inputs: Tensor, layers: list[nn.Linear], precision: torch.dtype) -> Tensor:
        weight = torch.cat([layer.weight for layer in layers])
        bias = torch.cat([layer.bias for layer in layers])
        batch, length, width = inputs.shape
        joined = project(inputs, weight, bias, precision).view(
            batch, length, len(layers), self.heads, width // self.heads
        )
        return joined.permute(2, 0, 3, 1, 4)

    def forward(
        self, inputs: Tensor, memory: Tensor | None, mask: Tensor | None, causal: bool, precision: torch.dtype
    ) -> Tensor:
        """Attends from ``inputs`` [batch, length, width] to itself, or to ``memory`` [batch, source, width].

        ``mask`` is boolean [batch, 1, 1, source], true where a position may be seen; the result is in ``precision``.
        """
        if memory is None:
            query, key, value = self._project(
                inputs, [self.q_proj, self.k_proj, self.v_proj], precision
            ).unbind(0)
        else:
            (query,) = self._project(inputs, [self.q_proj], precision).unbind(0)
            key, value = self._project(memory, [self.k_proj, self.v_proj], precision).unbind(0)
        # in float32 at any precision: the fused kernel's backward pass is ten times slower in bfloat16
        mixed = F.scaled_dot_product_attention(
            query.float(), key.float(), value.float(), attn_mask=mask, is_causal=causal
        )
        joined = mixed.transpose(1, 2).reshape(inputs.shape)
        return project(joined, self.out_proj.weight, self.out_proj.bias, precision)


class Layer(nn.Module):
    """An encoder layer, or with ``cross`` a decoder layer."""

    def __init__(self, shape: ModelShape, cross: bool) -> None:
        super().__init__()
        self.self_attn = Attention(shape.width, shape.heads)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.cross = cross
        if cross:
            self.encoder_attn = Attention(shape.width, shape.heads)
            self.encoder_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, shape.feed_forward)
        self.fc2 = nn.Linear(shape.feed_forward, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)

    def forward(
        self,
        hidden: Tensor,
        memory: Tensor | None,
        mask: Tensor | None,
        dropout: MaskDropout,
        precision: torch.dtype,
    ) -> Tensor:
        """Maps [batch, length, width] to the same shape; ``mask`` is the source's.

        Matrix products are made in ``precision``; what is added up or normalized stays in float32.
        """
        own = self.self_attn(hidden, None, None if self.cross else mask, self.cross, precision)
        hidden = self.self_attn_layer_norm(hidden + dropout(own))
        if self.cross:
            seen = self.encoder_attn(hidden, memory, mask, False, precision)
            hidden = self.encoder_attn_layer_norm(hidden + dropout(seen))
        inner = F.relu(project(hidden, self.fc1.weight, self.fc1.bias, precision))
        inner = project(inner, self.fc2.weight, self.fc2.bias, precision)
        return self.final_layer_norm(hidden + dropout(inner))  # type: ignore[no-any-return]


class Stack(nn.Module):
    """The layers of one side."""

    def __init__(self, shape: ModelShape, count: int, cross: bool) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Layer(shape, cross) for _ in range(count)])


class Body(nn.Module):
    """Everything but the output bias; exists for the names that transformers gives."""

    def __init__(self, shape: ModelShape) -> None:
        super().__init__()
        self.shared = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = Stack(shape, shape.encoder_layers, cross=False)
        self.decoder = Stack(shape, shape.decoder_layers, cross=True)


class TranslationModel(nn.Module):
    """Encoder-decoder with tied embeddings. One thread at a time while training."""

    positions: Tensor

    def __init__(
        self, shape: ModelShape, dropout: float = 0.0, precision: torch.dtype = torch.float32
    ) -> None:
        """``precision`` is that of matrix products while training; evaluation is in float32."""
        super().__init__()
        self.shape = shape
        self._trained_in = precision
        self.model = Body(shape)
        self.final_logits_bias = nn.Parameter(torch.zeros(1, shape.vocabulary))
        self.register_buffer("positions", sinusoids(MAX_POSITIONS, shape.width), persistent=False)
        self.dropout = MaskDropout(dropout)
        self._no_dropout = MaskDropout(0.0)
        self._initialize()

    def _initialize(self) -> None:
        nn.init.normal_(self.model.shared.weight, std=self.shape.width**-0.5)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    @property
    def pad(self) -> int:
        """The padding id, which also starts every target."""
        return self.shape.vocabulary - 1

    def _embed(self, ids: Tensor) -> Tensor:
        scaled = self.model.shared(ids) * math.sqrt(self.shape.width)
        return self._drop(scaled + self.positions[: ids.shape[1]])

    @property
    def _precision(self) -> torch.dtype:
        return self._trained_in if self.training else torch.float32

    @property
    def _drop(self) -> MaskDropout:
        return self.dropout if self.training else self._no_dropout

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor | None]:
        """Encodes ids [batch, source]; returns the states and the mask, None where nothing is padded."""
        seen = source != self.pad
        mask = None if bool(seen.all()) else seen[:, None, None, :]
        hidden = self._embed(source)
        for layer in self.model.encoder.layers:
            hidden = layer(hidden, None, mask, self._drop, self._precision)
        return hidden, mask

    def decode(self, target: Tensor, memory: Tensor, mask: Tensor | None) -> Tensor:
        """Returns the states [batch, target, width] of decoder inputs [batch, target]."""
        hidden = self._embed(target)
        for layer in self.model.decoder.layers:
            hidden = layer(hidden, memory, mask, self._drop, self._precision)
        return hidden

    def logits(self, states: Tensor) -> Tensor:
        """Projects states [..., width] to logits [..., vocabulary]."""
        return F.linear(states, self.model.shared.weight, self.final_logits_bias[0])

    def loss(self, source: Tensor, labels: Tensor, smoothing: float) -> tuple[Tensor, float]:
        """Returns the smoothed and the plain loss, each summed over labels [batch, target] (EOS included)."""
        inputs = torch.cat([torch.full_like(labels[:, :1], self.pad), labels[:, :-1]], dim=1)
        states = self.decode(inputs, *self.encode(source))
        real = labels != self.pad
        smoothed, plain = ProjectedCrossEntropy.apply(  # type: ignore[no-untyped-call]
            states[real],
            self.model.shared.weight,
            self.final_logits_bias,
            labels[real],
            smoothing,
            self._precision,
        )
        return smoothed, float(plain.detach())


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


def sinusoids(count: int, width: int) -> Tensor:
    """Returns Marian's position vectors [count, width]: all sines, then all cosines."""
    rates = 10000.0 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(count, dtype=torch.float64)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()
