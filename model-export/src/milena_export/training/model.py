# SPDX-License-Identifier: Apache-2.0
"""The Transformer in training: names and arithmetic of transformers' ``MarianMTModel``, made for CPU speed.

Post-norm layers, ReLU, sinusoidal positions, one embedding shared by source, target and output. A
``state_dict`` of this module loads into ``MarianMTModel`` and gives the same logits.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from milena_export.training.attention import masked_softmax
from milena_export.training.seq2seq import Encoded, MaskDropout, Seq2SeqModel, project

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

    def for_vocabulary(self, vocabulary: int) -> ModelShape:
        """The same with another number of ids."""
        return replace(self, vocabulary=vocabulary)

    def build(self, dropout: float = 0.0, precision: torch.dtype = torch.float32) -> TranslationModel:
        """Returns a fresh model; ``precision`` is that of matrix products while training."""
        return TranslationModel(self, dropout, precision)


class Attention(nn.Module):
    """Attention of queries, keys and values, in one head or several (Vaswani et al. 2017, "Attention is all you need").

    The projections of one input are joined into one matrix product.
    """

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
        self,
        inputs: Tensor,
        memory: Tensor | None = None,
        mask: Tensor | None = None,
        causal: bool = False,
        precision: torch.dtype = torch.float32,
        weights: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Attends from ``inputs`` [batch, length, width] to itself, or to ``memory`` [batch, source, width].

        Args:
            inputs: what asks.
            memory: what is seen; None for ``inputs`` themselves.
            mask: boolean [batch, source], true where a position may be seen; None where all may.
            causal: whether a position sees only itself and those before it.
            precision: of the products and of the context.
            weights: whether the attention weights are wanted, for which a slower way is taken.

        Returns:
            The context [batch, length, width], and the weights [batch, heads, length, source] if they are wanted.
        """
        if memory is None:
            query, key, value = self._project(
                inputs, [self.q_proj, self.k_proj, self.v_proj], precision
            ).unbind(0)
        else:
            (query,) = self._project(inputs, [self.q_proj], precision).unbind(0)
            key, value = self._project(memory, [self.k_proj, self.v_proj], precision).unbind(0)
        query, key, value = query.float(), key.float(), value.float()
        seen = None if mask is None else mask[:, None, None, :]
        found = None
        if weights:
            scores = query @ key.mT / math.sqrt(query.shape[-1])
            if causal:
                seen = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
            found = masked_softmax(scores, seen)
            mixed = found @ value
        else:
            # in float32 at any precision: the fused kernel's backward pass is ten times slower in bfloat16
            mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=seen, is_causal=causal)
        joined = mixed.transpose(1, 2).reshape(inputs.shape)
        return project(joined, self.out_proj.weight, self.out_proj.bias, precision), found


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
        own, _ = self.self_attn(hidden, None, None if self.cross else mask, self.cross, precision)
        hidden = self.self_attn_layer_norm(hidden + dropout(own))
        if self.cross:
            seen, _ = self.encoder_attn(hidden, memory, mask, False, precision)
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


class TranslationModel(Seq2SeqModel):
    """Encoder-decoder Transformer with tied embeddings."""

    positions: Tensor

    def __init__(
        self, shape: ModelShape, dropout: float = 0.0, precision: torch.dtype = torch.float32
    ) -> None:
        super().__init__(shape.vocabulary, dropout, precision)
        self.shape = shape
        self.model = Body(shape)
        self.final_logits_bias = nn.Parameter(torch.zeros(1, shape.vocabulary))
        self.register_buffer("positions", sinusoids(MAX_POSITIONS, shape.width), persistent=False)
        self._initialize()

    def _initialize(self) -> None:
        nn.init.normal_(self.embedding.weight, std=self.shape.width**-0.5)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    @property
    def embedding(self) -> nn.Embedding:
        """See `Seq2SeqModel`."""
        return self.model.shared

    def _embed(self, ids: Tensor) -> Tensor:
        scaled = self.embedding(ids) * math.sqrt(self.shape.width)
        return self._drop(scaled + self.positions[: ids.shape[1]])

    def encode(self, source: Tensor) -> Encoded:
        """See `Seq2SeqModel`."""
        seen = source != self.pad
        mask = None if bool(seen.all()) else seen
        hidden = self._embed(source)
        for layer in self.model.encoder.layers:
            hidden = layer(hidden, None, mask, self._drop, self._precision)
        return Encoded(hidden, mask)

    def decode(self, target: Tensor, encoded: Encoded) -> Tensor:
        """See `Seq2SeqModel`."""
        hidden = self._embed(target)
        for layer in self.model.decoder.layers:
            hidden = layer(hidden, encoded.states, encoded.mask, self._drop, self._precision)
        return hidden


def sinusoids(count: int, width: int) -> Tensor:
    """Returns Marian's position vectors [count, width]: all sines, then all cosines."""
    rates = 10000.0 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(count, dtype=torch.float64)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()
