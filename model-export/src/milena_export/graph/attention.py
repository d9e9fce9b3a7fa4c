# SPDX-License-Identifier: Apache-2.0
"""The attentions of Transformers: a source's over itself, a new token's over its own past, a source or a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from milena_export.graph.builder import GraphBuilder, Tensor
from milena_export.graph.layers import Heads
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
    return _joined(g, heads, g.op("MatMul", weights, value))


def split_heads(
    g: GraphBuilder, qkv: Tensor, heads: Heads, batch: Tensor, source: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Query, key and value [batch, heads, source, width] of ``qkv`` [batch * source, 3 * d]."""
    split = g.reshape(qkv, batch, source, 3, heads.count, heads.width)
    parts = g.ops("Split", 3, g.op("Transpose", split, perm=[2, 0, 3, 1, 4]), axis=0, num_outputs=3)
    query, key, value = (g.op("Squeeze", part, g.ints(0)) for part in parts)
    return query, key, value


def _joined(g: GraphBuilder, heads: Heads, context: Tensor) -> Tensor:
    """[batch, heads, rows, width] to [batch * rows, d]."""
    return g.reshape(g.op("Transpose", context, perm=[0, 2, 1, 3]), -1, heads.count * heads.width)


@dataclass(frozen=True)
class Cache(Record):
    """Keys and values of a row's own tokens in one layer, [rows, heads, tokens, width] each."""

    keys: Floats
    values: Floats


@dataclass(frozen=True)
class Caches(Record):
    """The caches of all layers of a decoder."""

    layers: Sequence[Cache]


def empty_caches(g: GraphBuilder, heads: Heads, layers: int, rows: Tensor) -> Caches:
    """The caches before the first step."""
    empty = g.op("Expand", g.scalar(0.0, np.float32), g.shape(rows, heads.count, 0, heads.width))
    return Caches([Cache(empty, empty)] * layers)


def cached_attention(
    g: GraphBuilder, qkv: Tensor, past: Cache, heads: Heads, bias: Tensor | None = None
) -> tuple[Tensor, Cache]:
    """Decoder self attention of one new token a row over all the row's tokens.

    Args:
        g: graph.
        qkv: [rows, 3 * d]; the query's part is scaled already.
        past: of the row's tokens before.
        heads: heads.
        bias: of relative positions, [heads, 1, past + 1], or None.

    Returns:
        Context [rows, d], and the cache with the new token.
    """
    query, cache = _with_new(g, qkv, past, heads)
    scores = g.op("MatMul", query, g.op("Transpose", cache.keys, perm=[0, 1, 3, 2]))
    if bias is not None:
        scores = g.op("Add", scores, bias)
    context = g.op("MatMul", g.op("Softmax", scores, axis=-1), cache.values)
    return g.reshape(context, -1, heads.count * heads.width), cache


def _with_new(g: GraphBuilder, qkv: Tensor, past: Cache, heads: Heads) -> tuple[Tensor, Cache]:
    """Query of the new token [rows, heads, 1, width], and the cache with it, the new token last."""
    query, key, value = (
        g.reshape(part, -1, heads.count, 1, heads.width)
        for part in g.ops("Split", 3, qkv, axis=-1, num_outputs=3)
    )
    return query, Cache(g.op("Concat", past.keys, key, axis=2), g.op("Concat", past.values, value, axis=2))


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
    return _joined(g, heads, g.op("MatMul", weights, value)), weights


def prompted_attention(
    g: GraphBuilder,
    qkv: Tensor,
    past: Cache,
    memory: tuple[Tensor, Tensor],
    mask: Tensor,
    columns: Tensor,
    heads: Heads,
    batch: Tensor,
    beams: Tensor,
) -> tuple[Tensor, Tensor, Cache]:
    """Self attention of one new token a row over its text's prompt and its own tokens, in one softmax.

    Args:
        g: graph.
        qkv: [batch * beams, 3 * d]; the query's part is scaled already.
        past: of the row's own tokens before.
        memory: keys [batch, heads, width, source] and values [batch, heads, source, width] of the prompt.
        mask: of `prompted_mask`.
        columns: of `prompted_mask`.
        heads: heads.
        batch: size.
        beams: size.

    Returns:
        Context [batch * beams, d], weights of the prompt [batch, heads, beams, source], which sum to less than 1, and
        the cache with the new token.
    """
    query, cache = _with_new(g, qkv, past, heads)
    cached = g.dim(cache.keys, 2)
    own = g.op("MatMul", query, g.op("Transpose", cache.keys, perm=[0, 1, 3, 2]))
    own = g.op("Transpose", g.reshape(own, batch, beams, heads.count, cached), perm=[0, 2, 1, 3])
    own = g.op("Pad", own, g.shape(0, 0, 0, 0, 0, 0, 0, g.op("Sub", columns, cached)))
    by_text = g.op("Transpose", g.reshape(query, batch, beams, heads.count, heads.width), perm=[0, 2, 1, 3])
    scores = g.op("Concat", own, g.op("MatMul", by_text, memory[0]), axis=3)
    weights = g.op("Softmax", g.op("Add", scores, mask), axis=-1)
    of_own = g.op("Transpose", g.slice(weights, g.ints(0), cached, 3), perm=[0, 2, 1, 3])
    of_own = g.op("MatMul", g.reshape(of_own, -1, heads.count, 1, cached), cache.values)
    of_prompt = g.slice(weights, columns, g.ints(np.iinfo(np.int64).max), 3)
    context = g.op(
        "Add",
        g.reshape(of_own, -1, heads.count * heads.width),
        _joined(g, heads, g.op("MatMul", of_prompt, memory[1])),
    )
    return context, of_prompt, cache
