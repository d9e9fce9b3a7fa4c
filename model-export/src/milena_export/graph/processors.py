# SPDX-License-Identifier: Apache-2.0
"""Changes to the scores of all tokens before one is chosen, as transformers' processors of the same names make them.

All take and give scores [rows, vocabulary]. ``history`` holds the tokens of each row so far, decoder start (or prompt)
and forced prefix included, int64 [rows, length]; what is -1 on the left is none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from milena_export.graph.builder import INT64, GraphBuilder, Tensor


def repetition(g: GraphBuilder, scores: Tensor, history: Tensor, penalty: Tensor) -> Tensor:
    """Divides the positive and multiplies the negative scores of tokens that a row has already (Keskar et al. 2019)."""
    # Where a short prompt leaves a gap, another of the row's tokens stands for it: it gets the same score twice.
    some = g.slice(history, g.ints(-1), g.ints(np.iinfo(np.int64).max), 1)
    tokens = g.op("Where", g.op("Less", history, g.scalar(0)), some, history)
    seen = g.op("GatherElements", scores, tokens, axis=1)
    harder = g.op(
        "Where",
        g.op("Less", seen, g.scalar(0.0, np.float32)),
        g.op("Mul", seen, penalty),
        g.op("Div", seen, penalty),
    )
    return g.op("ScatterElements", scores, tokens, harder, axis=1)


def no_repeat_ngram(g: GraphBuilder, scores: Tensor, history: Tensor, size: Tensor) -> Tensor:
    """Strikes out the tokens that would end an n-gram which a row has already; ``size`` 0 strikes nothing."""
    length = g.op("Squeeze", g.dim(history, 1))
    context = g.op("Max", g.op("Sub", size, g.scalar(1)), g.scalar(0))
    windows = g.op("Max", g.op("Sub", length, context), g.scalar(0))
    windows = g.op("Where", g.op("Greater", size, g.scalar(0)), windows, g.scalar(0))
    zero, one = g.scalar(0), g.scalar(1)
    start = g.op("Range", zero, windows, one)
    offset = g.op("Unsqueeze", g.op("Range", zero, context, one), g.ints(1))
    # The n-1 tokens at each window [rows, n-1, windows] beside the last n-1 [rows, n-1, 1].
    seen = g.op("Gather", history, g.op("Add", offset, start), axis=1)
    last_place = g.op("Max", g.op("Add", g.op("Sub", length, context), offset), zero)
    last = g.op("Gather", history, last_place, axis=1)
    equal = g.op("Cast", g.op("Equal", seen, last), to=INT64)
    matches = g.op("Equal", g.op("ReduceSum", equal, g.ints(1), keepdims=0), context)
    end = g.op("Gather", history, g.op("Add", start, context), axis=1)
    struck = g.op("And", matches, g.op("GreaterOrEqual", end, zero))
    limits = g.op("Where", struck, _infinity(g, -1), _infinity(g, 1))
    return _at_most(g, scores, g.op("Max", end, zero), limits)


def no_source_ngram(g: GraphBuilder, scores: Tensor, history: Tensor, source: Tensor, size: int) -> Tensor:
    """Strikes out the tokens that would end an n-gram of the source, int64 [rows, source]."""
    context = size - 1
    length = g.op("Squeeze", g.dim(history, 1))
    windows = g.op("Max", g.op("Sub", g.op("Squeeze", g.dim(source, 1)), g.scalar(context)), g.scalar(0))
    start = g.op("Range", g.scalar(0), windows, g.scalar(1))
    offset = g.const(np.arange(context, dtype=np.int64)[:, None])
    # The n-1 tokens at each window [rows, n-1, windows] beside the last n-1 of the answer [rows, n-1, 1].
    seen = g.op("Gather", source, g.op("Add", offset, start), axis=1)
    place = g.op("Add", g.op("Sub", length, g.scalar(context)), offset)
    last = g.op("Gather", history, g.op("Max", place, g.scalar(0)), axis=1)
    equal = g.op(
        "Cast", g.op("And", g.op("Equal", seen, last), g.op("GreaterOrEqual", place, g.scalar(0))), to=INT64
    )
    matches = g.op("Equal", g.op("ReduceSum", equal, g.ints(1), keepdims=0), g.scalar(context))
    end = g.op("Gather", source, g.op("Add", start, g.scalar(context)), axis=1)
    return _at_most(g, scores, end, g.op("Where", matches, _infinity(g, -1), _infinity(g, 1)))


def strike(g: GraphBuilder, scores: Tensor, ids: Sequence[int], when: Tensor | None = None) -> Tensor:
    """Strikes out ``ids``, everywhere or in the rows where ``when`` (bool [rows, 1]) holds."""
    if not ids:
        return scores
    grid = g.shape(g.dim(scores, 0), len(ids))
    limit = _infinity(g, -1) if when is None else g.op("Where", when, _infinity(g, -1), _infinity(g, 1))
    return _at_most(g, scores, g.op("Expand", g.ints(*ids), grid), g.op("Expand", limit, grid))


def _at_most(g: GraphBuilder, scores: Tensor, ids: Tensor, limits: Tensor) -> Tensor:
    return g.op("ScatterElements", scores, ids, limits, axis=1, reduction="min")


def _infinity(g: GraphBuilder, sign: int) -> Tensor:
    return g.scalar(sign * np.inf, np.float32)
