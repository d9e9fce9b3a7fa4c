# SPDX-License-Identifier: Apache-2.0
"""The attention of a decoder-only Transformer: over a prompt, which all beams share, and a row's own tokens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from milena_export.graph.attention import END, joined, joint_context, looking, old_scores, with_new
from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.caches import Own
from milena_export.graph.layers import Heads
from milena_export.graph.model import Cache, Memory
from milena_export.graph.record import Floats, Record
from milena_export.graph.transformer import MASKED


@dataclass(frozen=True)
class PromptedMask:
    """What hides columns from `prompted_attention`, the same in all layers.

    A row's first own token is hidden too: it is the prompt's last token, which the memory holds already.

    Attributes:
        old: [old], of the old tokens.
        behind: [batch, 1, beams, columns + source], of the new tokens and the prompt.
        columns: how many columns the new tokens get, a multiple of `Platform.columns`, so that the prompt's are where they
            would be in any other batch; int64 [1].
        missing: how many of these are none; int64 [1].
    """

    old: Tensor
    behind: Tensor
    columns: Tensor
    missing: Tensor

    @classmethod
    def of(cls, g: GraphBuilder, memory: Memory, own: Own) -> PromptedMask:
        """Of a step."""
        masked, seen = g.scalar(MASKED, np.float32), g.scalar(0.0, np.float32)
        old, new = g.dim(memory.past[0].keys, 3), g.dim(own.hidden, 3)
        missing = g.op("Mod", g.op("Neg", new), g.ints(g.platform.columns))

        def first(count: Tensor, hides: Tensor) -> Tensor:
            column = g.op("Range", g.scalar(0), g.op("Squeeze", count), g.scalar(1))
            return g.op("Where", g.op("Less", column, hides), masked, seen)

        hides = g.op("Where", own.is_new, own.rows.beams, g.ints(0))
        own_mask = g.op(
            "Pad", g.op("Add", own.hidden, first(new, hides)), g.shape(0, 0, 0, 0, 0, 0, 0, missing), masked
        )
        prompt = g.op("Expand", memory.mask, g.shape(1, 1, own.rows.beams, 1))
        behind = g.op("Concat", own_mask, prompt, axis=3)
        return cls(first(old, g.ints(1)), behind, g.op("Add", new, missing), missing)


@dataclass(frozen=True)
class _Looked(Record):
    """What an attention over own tokens and a prompt gives out: the own tokens' context, and the prompt's weights."""

    context: Floats
    of_prompt: Floats


def prompted_attention(
    g: GraphBuilder,
    qkv: Tensor,
    past: Cache,
    before: Cache,
    own: Own,
    memory: tuple[Tensor, Tensor],
    mask: PromptedMask,
    heads: Heads,
) -> tuple[Tensor, Tensor, Cache]:
    """Self attention of one new token a row over its text's prompt and its own tokens, in one softmax.

    Args:
        g: graph.
        qkv: [batch * beams, 3 * d]; the query's part is scaled already.
        past: of the old tokens, as `Memory.past` has them.
        before: of the new tokens, as `Caches.layers` has them, without this step's.
        own: whose they are.
        memory: keys [batch, heads, width, source] and values [batch, heads, source, width] of the prompt.
        mask: what hides columns.
        heads: heads.

    Returns:
        Context [batch * beams, d], weights of the prompt [batch, heads, beams, source], which sum to less than 1, and
        the cache with the new token.
    """
    rows = own.rows
    query, cache = with_new(g, qkv, before, heads, rows)
    old, new = g.dim(past.keys, 3), g.dim(cache.keys, 2)
    of_new = g.op("MatMul", query, g.op("Transpose", cache.keys, perm=[0, 1, 3, 2]))
    of_new = g.op("Pad", of_new, g.shape(0, 0, 0, 0, 0, 0, 0, mask.missing))
    behind = g.op("Add", g.op("Concat", of_new, g.op("MatMul", query, memory[0]), axis=3), mask.behind)

    def all_new(b: GraphBuilder) -> _Looked:
        weights = b.op("Softmax", behind, axis=-1)
        of_new = b.op("MatMul", b.slice(weights, b.ints(0), new, 3), cache.values)
        return _Looked(joined(b, heads, of_new), b.slice(weights, mask.columns, b.ints(END), 3))

    def with_old(b: GraphBuilder, old_keys: Tensor, old_values: Tensor) -> _Looked:
        of_old = b.op("Add", old_scores(b, query, old_keys), mask.old)
        weights = b.op("Softmax", b.op("Concat", of_old, behind, axis=3), axis=-1)
        of_own = b.slice(weights, b.ints(0), b.op("Add", old, new), 3)
        context = joint_context(b, of_own, old, old_values, cache.values, heads)
        return _Looked(context, b.slice(weights, b.op("Add", old, mask.columns), b.ints(END), 3))

    looked = looking(g, own, past, all_new, with_old)
    context = g.op("Add", looked.context, joined(g, heads, g.op("MatMul", looked.of_prompt, memory[1])))
    return context, looked.of_prompt, cache
