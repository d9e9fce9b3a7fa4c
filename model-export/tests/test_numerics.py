# SPDX-License-Identifier: Apache-2.0
"""int8 products are exact integers on any machine, and answers never depend on the batch."""

import numpy as np
import pytest

from bundles import TINY, TINY_FLOAT
from milena_export.bundle.reader import Bundle
from milena_export.graph.blocks import feed_forward, linear
from milena_export.graph.builder import FLOAT, GraphBuilder
from milena_export.graph.layers import FeedForward, Linear
from milena_export.graph.numerics import Int8, activation_grid, quantize_columns
from milena_export.graph.platform import CPU


def product(x: np.ndarray, weight: np.ndarray, low: float, high: float, bits: int = 7) -> np.ndarray:
    g = GraphBuilder()
    g.input("x", FLOAT, ["rows", x.shape[1]])
    y = Int8({"layer": (low, high)}, bits).linear(g, "layer", "x", weight, None)
    g.output(y, FLOAT, None, name="y")
    session = CPU.session(g.build_model("test").SerializeToString())
    return session.run(None, {"x": x})[0]


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 32])
@pytest.mark.parametrize(("low", "high"), [(-2.0, 3.0), (0.0, 3.0)])
def test_should_equal_integer_arithmetic_when_values_are_extreme(rows: int, low: float, high: float) -> None:
    """All bytes at 255 against weights at 63 is where 16-bit sums would saturate first."""
    random = np.random.default_rng(rows)
    weight = random.choice([-1.0, 1.0], size=(96, 40)).astype(np.float32)
    weight[:, 20:] = random.normal(size=(96, 20)).astype(np.float32)
    x = np.full((rows, 96), high, np.float32)
    x[:, 48:] = random.uniform(low, high, size=(rows, 48)).astype(np.float32)
    scale, zero = activation_grid(low, high)
    integers, scales = quantize_columns(weight, 7)
    bytes_ = np.clip(np.rint(x / np.float32(scale)) + zero, 0, 255).astype(np.int64)
    exact = (bytes_ - zero) @ integers.astype(np.int64)
    found = np.rint(product(x, weight, low, high) / (np.float32(scale) * scales)).astype(np.int64)
    np.testing.assert_array_equal(found, exact)


def test_should_keep_pairs_within_16_bits_when_weights_have_7_bits() -> None:
    """The bound that makes the above true by construction, not by luck of this machine."""
    integers, _ = quantize_columns(np.random.default_rng(0).normal(size=(64, 64)).astype(np.float32), 7)
    assert 255 * 2 * np.abs(integers.astype(np.int64)).max() <= np.iinfo(np.int16).max


@pytest.mark.parametrize(("low", "kept"), [(0.0, False), (-0.5, True)])
def test_should_leave_relu_out_when_bytes_start_at_zero(low: float, kept: bool) -> None:
    random = np.random.default_rng(4)
    up, down = (
        Linear(name, random.normal(size=shape).astype(np.float32), None)
        for name, shape in (("up", (8, 32)), ("down", (32, 8)))
    )
    numerics = Int8({"up": (-2.0, 2.0), "down": (low, 6.0)})
    g = GraphBuilder()
    g.input("x", FLOAT, ["rows", 8])
    found = feed_forward(g, numerics, FeedForward("relu", up, down), "x")
    relus = sum(node.op_type == "Relu" for node in g.build_graph("so far").node)
    g.output(found, FLOAT, None, name="found")
    inner = g.op("Relu", linear(g, numerics, up, "x"))
    g.output(linear(g, numerics, down, inner), FLOAT, None, name="with_relu")
    session = CPU.session(g.build_model("test").SerializeToString())

    found, with_relu = session.run(None, {"x": random.normal(size=(5, 8)).astype(np.float32)})

    assert relus == kept
    np.testing.assert_array_equal(found, with_relu)


@pytest.mark.parametrize(("folder", "tolerance"), [(TINY, 1e-3), (TINY_FLOAT, 1e-4)], ids=["int8", "float"])
@pytest.mark.parametrize("beams", [1, 4])
def test_should_answer_the_same_when_alone_shuffled_or_padded(folder, tolerance: float, beams: int) -> None:
    bundle = Bundle.open(folder, threads=1)
    rows = [bundle.words.encode(text) for text in bundle_texts(bundle)]
    batched = [h[0] for h in bundle.session.answer(rows, beam_size=beams, max_new_tokens=24)]
    alone = [bundle.session.answer([row], beam_size=beams, max_new_tokens=24)[0][0] for row in rows]
    order = np.random.default_rng(1).permutation(len(rows)).tolist()
    width = max(map(len, rows)) + 20
    padded = bundle.session.answer([rows[i] for i in order], width, beam_size=beams, max_new_tokens=24)
    shuffled = dict(zip(order, (h[0] for h in padded), strict=True))
    for index, answer in enumerate(batched):
        for other in (alone[index], shuffled[index]):
            assert other.ids == answer.ids
            np.testing.assert_allclose(other.logprobs, answer.logprobs, atol=tolerance)


def bundle_texts(bundle: Bundle) -> list[str]:
    import json

    lines = (bundle.folder / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines][::2]
