# SPDX-License-Identifier: Apache-2.0
"""A decoder-only Transformer, given as data (`layers`), as a `StepModel`: its source is the prompt.

All prompts of a batch go through the layers at once; what the layers remember of them is the `Memory`, hidden where a
prompt is padded, and shared by a text's beams. Each step adds one token a row to caches of its own (ADR 7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from milena_export.graph.attention import self_attention, split_heads
from milena_export.graph.blocks import feed_forward, linear, logits, normed, query_key_value, residual
from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.caches import Caches, Own, begun, settled, with_own
from milena_export.graph.layers import Layer, Output, Stack
from milena_export.graph.model import Cache, DecodeSpec, Memory, Rows, Step
from milena_export.graph.numerics import Numerics
from milena_export.graph.prompted import PromptedMask, prompted_attention
from milena_export.graph.transformer import causal_mask, layer_norm, padding_mask


@dataclass(frozen=True)
class DecoderOnly:
    """A pre-norm decoder-only Transformer with absolute positions.

    Attributes:
        spec: special ids and sizes; without a start id.
        decoder: its layers; queries are scaled as the attention needs them.
        output: from the last layer to logits.
    """

    spec: DecodeSpec
    decoder: Stack
    output: Output

    @property
    def source_vocabulary(self) -> int:
        """See `StepModel`."""
        return int(self.decoder.embedding.table.shape[0])

    def encode(
        self, g: GraphBuilder, numerics: Numerics, input_ids: Tensor, attention_mask: Tensor
    ) -> Memory:
        """See `StepModel`. Padding stands on the right, where no token of a prompt looks."""
        stack, heads = self.decoder, self.decoder.heads
        batch, source = g.dim(input_ids, 0), g.dim(input_ids, 1)
        x = numerics.embed(g, stack.embedding.name, input_ids, stack.embedding.table, stack.embedding.scale)
        x = g.op("Add", x, g.slice(self._positions(g), g.ints(0), source, 0))
        x = g.reshape(x, -1, stack.embedding.table.shape[1])
        mask = causal_mask(g, source)
        keys, values = [], []
        for index, layer in enumerate(stack.layers):
            y = layer_norm(g, x, None, layer.attention_norm)
            qkv = linear(g, numerics, query_key_value(layer.attention, 1.0), y)
            _, key, value = split_heads(g, qkv, heads, batch, source)
            keys.append(g.op("Transpose", key, perm=[0, 1, 3, 2]))
            values.append(value)
            # Of the last layer nothing but keys and values is ever read.
            if index < len(stack.layers) - 1:
                context = self_attention(g, qkv, heads, batch, source, mask)
                x = g.op("Add", x, linear(g, numerics, layer.attention.output, context))
                x = _feed_forward(g, numerics, layer, x)
        length = g.op("ReduceSum", attention_mask, g.ints(1), keepdims=0)
        place = g.op("Sub", length, g.scalar(1))
        return Memory(keys, values, padding_mask(g, attention_mask), place=place)

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
        """See `StepModel`. The attention is the prompt's share, which sums to less than 1."""
        stack = self.decoder
        x = numerics.embed(g, stack.embedding.name, tokens, stack.embedding.table, stack.embedding.scale)
        x = g.op("Add", x, self._position(g, memory, position, rows))
        state = with_own(g, state, rows)
        own = Own.of(g, memory, state, rows)
        mask = PromptedMask.of(g, memory, own)
        caches: list[Cache] = []
        attention: list[Tensor] = []
        for index, layer in enumerate(stack.layers):
            y = layer_norm(g, x, None, layer.attention_norm)
            context, weights, cache = prompted_attention(
                g,
                linear(g, numerics, query_key_value(layer.attention, 1.0), y),
                memory.past[index],
                state.layers[index],
                own,
                (memory.keys[index], memory.values[index]),
                mask,
                stack.heads,
            )
            caches.append(cache)
            attention.append(weights)
            x = g.op("Add", x, linear(g, numerics, layer.attention.output, context))
            x = _feed_forward(g, numerics, layer, x)
        x = normed(g, stack.final_norm, x)
        return Step(logits(g, numerics, self.output, x), attention, replace(state, layers=caches))

    def _positions(self, g: GraphBuilder) -> Tensor:
        positions = self.decoder.positions
        assert positions is not None
        return g.const(positions.table, name=positions.name)

    def _position(self, g: GraphBuilder, memory: Memory, position: Tensor, rows: Rows) -> Tensor:
        """[rows, d]: each text goes on from the end of its own prompt."""
        assert memory.place is not None
        assert self.spec.positions is not None
        # A text that is done steps on with its batch for a while, beyond the last position too.
        place = g.op("Min", g.op("Add", memory.place, position), g.scalar(self.spec.positions - 1))
        place = g.op("Expand", g.op("Unsqueeze", place, g.ints(1)), g.shape(rows.batch, rows.beams))
        return g.op("Gather", self._positions(g), g.reshape(place, -1))


def _feed_forward(g: GraphBuilder, numerics: Numerics, layer: Layer, x: Tensor) -> Tensor:
    return residual(
        g, layer.feed_forward_norm, x, lambda y: feed_forward(g, numerics, layer.feed_forward, y), True
    )
