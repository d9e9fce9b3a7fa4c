# SPDX-License-Identifier: Apache-2.0
"""Drawing tokens: the caller's uniform numbers through the inverse of the filtered distribution."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from milena_export.graph.builder import INT64, GraphBuilder, Tensor
from milena_export.graph.controls import Controls

DOUBLE = TensorProto.DOUBLE


def draw(g: GraphBuilder, scores: Tensor, uniforms: Tensor, controls: Controls, vocabulary: int) -> Tensor:
    """Draws one token a row.

    The distribution is the softmax of ``scores / temperature`` over the ``top_k`` best tokens (0: all of them), cut
    to the fewest best tokens whose probability reaches ``top_p``. Tokens stand in the order of their scores, best
    first, so a score that differs in its last bits moves a boundary by as little.

    Args:
        g: graph.
        scores: [rows, vocabulary], -inf on what may not be drawn.
        uniforms: [rows, 1] in [0, 1).
        controls: temperature, top_k and top_p.
        vocabulary: number of tokens.

    Returns:
        int64 [rows, 1].
    """
    size = g.scalar(vocabulary)
    limited = g.op("And", g.op("Greater", controls.top_k, g.scalar(0)), g.op("Less", controls.top_k, size))
    count = g.reshape(g.op("Where", limited, controls.top_k, size), 1)
    best, tokens = g.ops("TopK", 2, g.op("Div", scores, controls.temperature), count, axis=-1)
    # In doubles: the sum over a large vocabulary loses its tail in floats.
    probability = g.op("Cast", g.op("Softmax", best, axis=-1), to=DOUBLE)
    before = g.op("CumSum", probability, g.scalar(1), exclusive=1)
    everything = g.op("GreaterOrEqual", controls.top_p, g.scalar(1.0, np.float32))
    kept = g.op("Or", g.op("Less", before, g.op("Cast", controls.top_p, to=DOUBLE)), everything)
    kept_probability = g.op("Where", kept, probability, g.scalar(0.0, np.float64))
    reached = g.op("CumSum", kept_probability, g.scalar(1))
    total = g.slice(reached, g.ints(-1), g.ints(np.iinfo(np.int64).max), 1)
    point = g.op("Mul", g.op("Cast", uniforms, to=DOUBLE), total)
    passed = g.op("Cast", g.op("LessOrEqual", reached, point), to=INT64)
    place = g.op("ReduceSum", passed, g.ints(1), keepdims=1)
    last = g.op("Sub", count, g.ints(1))
    return g.op("GatherElements", tokens, g.op("Min", place, last), axis=1)
