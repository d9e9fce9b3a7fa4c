# SPDX-License-Identifier: Apache-2.0
"""Any encoder-decoder Transformer, given as data (`layers`), as a `StepModel`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from milena_export.graph.attention import cross_attention, own_attention, self_attention
from milena_export.graph.blocks import (
    Block,
    feed_forward,
    linear,
    logits,
    normed,
    query_key_value,
    residual,
    side_by_side,
)
from milena_export.graph.builder import FLOAT, INT64, GraphBuilder, Tensor
from milena_export.graph.caches import Caches, Own, begun, settled, with_own
from milena_export.graph.layers import Attention, Layer, Norm, Output, RelativeBias, Stack
from milena_export.graph.model import Cache, DecodeSpec, Memory, Rows, Step
from milena_export.graph.numerics import Numerics
from milena_export.graph.transformer import padding_mask

MEMORY = "model.decoder.memory"
"""Name of the product that makes the keys and values of all layers' cross attention."""


@dataclass(frozen=True)
class EncoderDecoder:
    """An encoder-decoder Transformer.

    Attributes:
        spec: special ids and sizes.
        encoder: layers of the source side.
        decoder: layers of the target side.
        output: from the last layer to logits.
        pre_norm: whether norms stand before their blocks (and the residual skips them) instead of after.
        scaled_attention: whether scores are divided by the root of the head's width.
        unknown_source: id that stands for source ids beyond the embedding, or None where there are none.
    """

    spec: DecodeSpec
    encoder: Stack
    decoder: Stack
    output: Output
    pre_norm: bool
    scaled_attention: bool = True
    unknown_source: int | None = None

    def encode(
        self, g: GraphBuilder, numerics: Numerics, input_ids: Tensor, attention_mask: Tensor
    ) -> Memory:
        """See `StepModel`."""
        stack = self.encoder
        batch, source = g.dim(input_ids, 0), g.dim(input_ids, 1)
        mask = padding_mask(g, attention_mask)
        ids = self._known(g, input_ids)
        x = numerics.embed(g, stack.embedding.name, ids, stack.embedding.table, stack.embedding.scale)
        if stack.positions is not None:
            x = g.op("Add", x, _source_positions(g, stack, ids, source))
        x = g.reshape(x, -1, stack.embedding.table.shape[1])
        x = normed(g, stack.embedding_norm, x)
        bias = None if stack.relative is None else _encoder_bias(g, stack.relative, source)
        for layer in stack.layers:
            own = bias if layer.relative is None else _encoder_bias(g, layer.relative, source)

            def attend(y: Tensor, block: Attention = layer.attention, bias: Tensor | None = own) -> Tensor:
                qkv = linear(g, numerics, query_key_value(block, self._scale(stack.heads.width)), y)
                context = self_attention(g, qkv, stack.heads, batch, source, mask, bias)
                return linear(g, numerics, block.output, context)

            x = self._residual(g, layer.attention_norm, x, attend)
            x = self._feed_forward(g, numerics, layer, x)
        memory = self._memory(g, numerics, normed(g, stack.final_norm, x), batch, source, mask)
        return replace(memory, source=ids) if self.spec.source_ngram else memory

    def begin(self, g: GraphBuilder, memory: Memory, rows: Rows) -> tuple[Memory, Caches]:
        """See `StepModel`."""
        return begun(g, self.decoder, memory, rows)

    def settled(
        self, g: GraphBuilder, step: Tensor, memory: Memory, state: Caches, rows: Rows
    ) -> tuple[Memory, Caches]:
        """See `StepModel`."""
        return settled(g, self.decoder.heads, step, memory, state, rows)

    def step(
        self,
        g: GraphBuilder,
        numerics: Numerics,
        tokens: Tensor,
        position: Tensor,
        memory: Memory,
        state: Caches,
        rows: Rows,
    ) -> Step[Caches]:
        """See `StepModel`."""
        stack = self.decoder
        heads = stack.heads
        x = numerics.embed(g, stack.embedding.name, tokens, stack.embedding.table, stack.embedding.scale)
        if stack.positions is not None:
            x = g.op("Add", x, _target_position(g, stack, tokens, position))
        x = normed(g, stack.embedding_norm, x)
        bias = None if stack.relative is None else _decoder_bias(g, stack.relative, position)
        state = with_own(g, state, rows)
        looks = Own.of(g, memory, state, rows)
        caches: list[Cache] = []
        attention: list[Tensor] = []
        for index, layer in enumerate(stack.layers):
            own = bias if layer.relative is None else _decoder_bias(g, layer.relative, position)
            assert layer.cross is not None
            assert layer.cross_norm is not None

            def attend(
                y: Tensor,
                block: Attention = layer.attention,
                past: Cache = memory.past[index],
                before: Cache = state.layers[index],
                bias: Tensor | None = own,
            ) -> Tensor:
                qkv = linear(g, numerics, query_key_value(block, self._scale(heads.width)), y)
                context, cache = own_attention(g, qkv, past, before, looks, heads, bias)
                caches.append(cache)
                return linear(g, numerics, block.output, context)

            def attend_source(y: Tensor, block: Attention = layer.cross, at: int = index) -> Tensor:
                query = linear(g, numerics, block.query, y, self._scale(heads.width))
                context, weights = cross_attention(
                    g, query, memory.keys[at], memory.values[at], memory.mask, heads, rows.batch, rows.beams
                )
                attention.append(weights)
                return linear(g, numerics, block.output, context)

            x = self._residual(g, layer.attention_norm, x, attend)
            x = self._residual(g, layer.cross_norm, x, attend_source)
            x = self._feed_forward(g, numerics, layer, x)
        x = normed(g, stack.final_norm, x)
        return Step(logits(g, numerics, self.output, x), attention, replace(state, layers=caches))

    @property
    def source_vocabulary(self) -> int:
        """See `StepModel`."""
        return int(self.encoder.embedding.table.shape[0])

    def _known(self, g: GraphBuilder, ids: Tensor) -> Tensor:
        """Source ids with `unknown_source` in place of those that have no embedding."""
        if self.unknown_source is None:
            return ids
        known = g.op("Less", ids, g.scalar(self.source_vocabulary))
        return g.op("Where", known, ids, g.scalar(self.unknown_source))

    def _scale(self, width: int) -> float:
        return 1 / math.sqrt(width) if self.scaled_attention else 1.0

    def _residual(self, g: GraphBuilder, norm: Norm, x: Tensor, block: Block) -> Tensor:
        return residual(g, norm, x, block, self.pre_norm)

    def _feed_forward(self, g: GraphBuilder, numerics: Numerics, layer: Layer, x: Tensor) -> Tensor:
        return self._residual(
            g, layer.feed_forward_norm, x, lambda y: feed_forward(g, numerics, layer.feed_forward, y)
        )

    def _memory(
        self, g: GraphBuilder, numerics: Numerics, x: Tensor, batch: Tensor, source: Tensor, mask: Tensor
    ) -> Memory:
        """Keys and values of all decoder layers in one product."""
        heads, layers = self.decoder.heads, len(self.decoder.layers)
        blocks = [layer.cross for layer in self.decoder.layers if layer.cross is not None]
        parts = [*(block.key for block in blocks), *(block.value for block in blocks)]
        product = linear(g, numerics, side_by_side(MEMORY, parts), x)
        split = g.reshape(product, batch, source, 2, layers, heads.count, heads.width)
        keys, values = g.ops("Split", 2, split, axis=2, num_outputs=2)
        keys = g.op("Transpose", g.op("Squeeze", keys, g.ints(2)), perm=[2, 0, 3, 4, 1])
        values = g.op("Transpose", g.op("Squeeze", values, g.ints(2)), perm=[2, 0, 3, 1, 4])
        by_layer = [
            [g.op("Gather", tensor, g.scalar(layer), axis=0) for layer in range(layers)]
            for tensor in (keys, values)
        ]
        return Memory(by_layer[0], by_layer[1], mask)


def _source_positions(g: GraphBuilder, stack: Stack, ids: Tensor, source: Tensor) -> Tensor:
    """[source, d], or [batch, source, d] where it depends on the ids."""
    positions = stack.positions
    assert positions is not None
    table = g.const(positions.table, name=positions.name)
    if positions.blank is None:
        return g.slice(table, g.ints(0), source, 0)
    counted = g.op("Cast", g.op("Not", g.op("Equal", ids, g.scalar(positions.blank))), to=INT64)
    place = g.op("Max", g.op("Sub", g.op("CumSum", counted, g.scalar(1)), g.scalar(1)), g.scalar(0))
    return _without_blank(g, g.op("Gather", table, place), counted)


def _target_position(g: GraphBuilder, stack: Stack, tokens: Tensor, position: Tensor) -> Tensor:
    """[d], or [rows, d] where it depends on the tokens."""
    positions = stack.positions
    assert positions is not None
    row = g.op("Gather", g.const(positions.table, name=positions.name), position)
    if positions.blank is None:
        return row
    counted = g.op("Cast", g.op("Not", g.op("Equal", tokens, g.scalar(positions.blank))), to=INT64)
    return _without_blank(g, row, counted)


def _without_blank(g: GraphBuilder, rows: Tensor, counted: Tensor) -> Tensor:
    return g.op("Mul", rows, g.op("Unsqueeze", g.op("Cast", counted, to=FLOAT), g.ints(-1)))


def _encoder_bias(g: GraphBuilder, relative: RelativeBias, source: Tensor) -> Tensor:
    """[heads, source, source] by the distance key - query."""
    places = g.op("Range", g.scalar(0), g.op("Squeeze", source), g.scalar(1))
    distance = g.op("Sub", g.op("Unsqueeze", places, g.ints(0)), g.op("Unsqueeze", places, g.ints(1)))
    return _bias(g, relative, distance)


def _decoder_bias(g: GraphBuilder, relative: RelativeBias, position: Tensor) -> Tensor:
    """[heads, 1, position + 1] of the token at ``position`` towards all tokens so far."""
    past = g.op("Range", g.op("Neg", position), g.scalar(1), g.scalar(1))
    return _bias(g, relative, g.op("Unsqueeze", past, g.ints(0)))


def _bias(g: GraphBuilder, relative: RelativeBias, distance: Tensor) -> Tensor:
    reach = relative.reach
    place = g.op("Add", g.op("Clip", distance, g.scalar(-reach), g.scalar(reach)), g.scalar(reach))
    return g.op("Gather", g.const(relative.table, name=relative.name), place, axis=1)
