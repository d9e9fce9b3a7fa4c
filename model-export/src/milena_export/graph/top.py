# SPDX-License-Identifier: Apache-2.0
"""The best entries of long rows, searched in blocks where that pays (`Platform.block`)."""

from __future__ import annotations

from milena_export.graph.builder import GraphBuilder, Tensor


def top(g: GraphBuilder, values: Tensor, width: Tensor | int, length: int) -> tuple[Tensor, Tensor]:
    """The ``width`` best entries of each row, best first, and where they stand; the same as ``TopK``.

    The rows are cut into blocks. An entry among the ``width`` best is in one of the ``width`` blocks with the greatest
    maxima, so the others need not be searched. Of equal entries in different blocks either may come first.

    Args:
        g: graph.
        values: float [rows, length].
        width: int64 [1] or a number, at most ``length``.
        length: of a row.

    Returns:
        Entries and places, [rows, width] each.
    """
    block = g.platform.block(length)
    if block is None:
        values, places = g.ops("TopK", 2, values, _vector(g, width), axis=-1)
        return values, places
    blocks_of_row = length // block
    most = g.ints(blocks_of_row)
    most = g.ints(min(width, blocks_of_row)) if isinstance(width, int) else g.op("Min", width, most)
    grid = g.op("Reshape", values, g.ints(0, length // block, block))
    maxima = g.op("ReduceMax", grid, g.ints(2), keepdims=0)
    _, blocks = g.ops("TopK", 2, maxima, most, axis=-1)
    searched = g.op("GatherND", grid, g.op("Unsqueeze", blocks, g.ints(2)), batch_dims=1)
    best, found = g.ops("TopK", 2, g.op("Reshape", searched, g.ints(0, -1)), _vector(g, width), axis=-1)
    first = g.op(
        "Mul", g.op("GatherElements", blocks, g.op("Div", found, g.scalar(block)), axis=1), g.scalar(block)
    )
    return best, g.op("Add", first, g.op("Mod", found, g.scalar(block)))


def _vector(g: GraphBuilder, width: Tensor | int) -> Tensor:
    return g.ints(width) if isinstance(width, int) else width
