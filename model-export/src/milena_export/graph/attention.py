# SPDX-License-Identifier: Apache-2.0
"""The attentions of Transformers: a source's over itself, a new token's over its own past, a source or a prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.caches import Own
from milena_export.graph.flow import branch
from milena_export.graph.layers import Heads
from milena_export.graph.model import Cache, Rows
from milena_export.graph.record import Floats, Record


def self_attention(
    g: GraphBuilder,
    qkv: Tensor,
    heads: Heads,
    batch: Tensor,
    source: Tensor,
    mask: Tensor,
    bias: Tensor | None = None,
) -> Tensor:
    """Self attention over the source. The query's part of ``qkv`` is scaled already.

    Args:
        g: graph.
        qkv: [batch * source, 3 * d], query, key and value side by side.
        heads: heads.
        batch: size.
        source: size.
        mask: [batch, 1, 1, source] of padding, or `causal_mask`.
        bias: of relative positions, [heads, source, source], or None.

    Returns:
        [batch * source, d].
    """
    query, key, value = split_heads(g, qkv, heads, batch, source)
    scores = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 1, 3, 2]))
    if bias is not None:
        scores = g.op("Add", scores, bias)
    weights = g.op("Softmax", g.op("Add", scores, mask), axis=-1)
    return joined(g, heads, g.op("MatMul", weights, value))


def split_heads(
    g: GraphBuilder, qkv: Tensor, heads: Heads, batch: Tensor, source: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Query, key and value [batch, heads, source, width] of ``qkv`` [batch * source, 3 * d]."""
    split = g.reshape(qkv, batch, source, 3, heads.count, heads.width)
    parts = g.ops("Split", 3, g.op("Transpose", split, perm=[2, 0, 3, 1, 4]), axis=0, num_outputs=3)
    query, key, value = (g.op("Squeeze", part, g.ints(0)) for part in parts)
    return query, key, value


def joined(g: GraphBuilder, heads: Heads, context: Tensor) -> Tensor:
    """[batch, heads, rows, width] to [batch * rows, d]."""
    return g.reshape(g.op("Transpose", context, perm=[0, 2, 1, 3]), -1, heads.count * heads.width)


@dataclass(frozen=True)
class _Seen(Record):
    """What an attention over own tokens gives out."""

    context: Floats


Looked = TypeVar("Looked", bound=Record)
END = int(np.iinfo(np.int64).max)


def own_attention(
    g: GraphBuilder,
    qkv: Tensor,
    past: Cache,
    before: Cache,
    own: Own,
    heads: Heads,
    bias: Tensor | None = None,
) -> tuple[Tensor, Cache]:
    """Decoder self attention of one new token a row over all the row's tokens.

    Args:
        g: graph.
        qkv: [batch * beams, 3 * d]; the query's part is scaled already.
        past: of the old tokens, as `Memory.past` has them.
        before: of the new tokens, as `Caches.layers` has them, without this step's.
        own: whose they are.
        heads: heads.
        bias: of relative positions, [heads, 1, tokens], or None.

    Returns:
        Context [batch * beams, d], and the cache with the new token.
    """
    rows = own.rows
    query, cache = with_new(g, qkv, before, heads, rows)
    old = g.dim(past.keys, 3)
    of_new = g.op("Add", g.op("MatMul", query, g.op("Transpose", cache.keys, perm=[0, 1, 3, 2])), own.hidden)
    if bias is not None:
        of_new = g.op("Add", of_new, _by_beam(g, g.slice(bias, old, g.ints(END), 2), heads, rows))

    def all_new(b: GraphBuilder) -> _Seen:
        return _Seen(joined(b, heads, b.op("MatMul", b.op("Softmax", of_new, axis=-1), cache.values)))

    def with_old(b: GraphBuilder, old_keys: Tensor, old_values: Tensor) -> _Seen:
        of_old = old_scores(b, query, old_keys)
        if bias is not None:
            of_old = b.op("Add", of_old, b.slice(bias, b.ints(0), old, 2))
        weights = b.op("Softmax", b.op("Concat", of_old, of_new, axis=3), axis=-1)
        return _Seen(joint_context(b, weights, old, old_values, cache.values, heads))

    return looking(g, own, past, all_new, with_old).context, cache


def looking(
    g: GraphBuilder,
    own: Own,
    past: Cache,
    all_new: Callable[[GraphBuilder], Looked],
    with_old: Callable[[GraphBuilder, Tensor, Tensor], Looked],
) -> Looked:
    """Old tokens are looked at only where there are any, and copied only where beams may share them."""

    def gathered(b: GraphBuilder) -> Looked:
        keys, values = (b.op("GatherND", side, own.slots, batch_dims=1) for side in (past.keys, past.values))
        return with_old(b, keys, values)

    def looking_back(b: GraphBuilder) -> Looked:
        return branch(b, own.is_single, lambda c: with_old(c, past.keys, past.values), gathered)

    return branch(g, own.is_new, all_new, looking_back)


def with_new(g: GraphBuilder, qkv: Tensor, before: Cache, heads: Heads, rows: Rows) -> tuple[Tensor, Cache]:
    """Queries [batch, heads, beams, width], and the cache with the new tokens."""
    query, key, value = split_heads(g, qkv, heads, rows.batch, rows.beams)
    return query, Cache(
        g.op("Concat", before.keys, key, axis=2), g.op("Concat", before.values, value, axis=2)
    )


def _by_beam(g: GraphBuilder, columns: Tensor, heads: Heads, rows: Rows) -> Tensor:
    """[heads, 1, tokens] to [heads, 1, tokens * beams]."""
    wide = g.op("Expand", g.op("Unsqueeze", columns, g.ints(3)), g.shape(1, 1, 1, rows.beams))
    return g.reshape(wide, heads.count, 1, -1)


def old_scores(g: GraphBuilder, query: Tensor, keys: Tensor) -> Tensor:
    """Scores [batch, heads, beams, old] of queries [batch, heads, beams, width]."""
    by_beam = g.op("Unsqueeze", g.op("Transpose", query, perm=[0, 2, 1, 3]), g.ints(3))
    scores = g.op("MatMul", by_beam, g.op("Transpose", keys, perm=[0, 1, 2, 4, 3]))
    return g.op("Transpose", g.op("Squeeze", scores, g.ints(3)), perm=[0, 2, 1, 3])


def joint_context(
    g: GraphBuilder, weights: Tensor, old: Tensor, old_values: Tensor, new_values: Tensor, heads: Heads
) -> Tensor:
    """[batch * beams, d] of the weights [batch, heads, beams, old + new]."""
    of_old = g.op("Transpose", g.slice(weights, g.ints(0), old, 3), perm=[0, 2, 1, 3])
    of_old = g.op("MatMul", g.op("Unsqueeze", of_old, g.ints(3)), old_values)
    of_new = g.op("MatMul", g.slice(weights, old, g.ints(END), 3), new_values)
    return g.op("Add", g.reshape(of_old, -1, heads.count * heads.width), joined(g, heads, of_new))


def cross_attention(
    g: GraphBuilder,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor,
    heads: Heads,
    batch: Tensor,
    beams: Tensor,
) -> tuple[Tensor, Tensor]:
    """Attention over the source; a text's beams are query rows of one product, so nothing is repeated for them.

    Args:
        g: graph.
        query: [batch * beams, d], scaled already.
        key: [batch, heads, width, source].
        value: [batch, heads, source, width].
        mask: [batch, 1, 1, source].
        heads: heads.
        batch: size.
        beams: size.

    Returns:
        Context [batch * beams, d] and weights [batch, heads, beams, source].
    """
    split = g.op("Transpose", g.reshape(query, batch, beams, heads.count, heads.width), perm=[0, 2, 1, 3])
    weights = g.op("Softmax", g.op("Add", g.op("MatMul", split, key), mask), axis=-1)
    return joined(g, heads, g.op("MatMul", weights, value)), weights
