# SPDX-License-Identifier: Apache-2.0
import numpy as np
import onnxruntime as ort
import pytest

from milena_export.graph.builder import FLOAT, INT64, GraphBuilder
from milena_export.graph.platform import CPU
from milena_export.graph.top import top


def graph(length: int) -> tuple[ort.InferenceSession, list[str]]:
    g = GraphBuilder()
    g.input("values", FLOAT, ["rows", length])
    g.input("width", INT64, [1])
    best, places = top(g, "values", "width", length)
    g.output(best, FLOAT, None, name="best")
    g.output(places, INT64, None, name="places")
    model = g.build_model("test")
    session = CPU.session(model.SerializeToString())
    return session, [node.op_type for node in model.graph.node]


@pytest.mark.parametrize("length", [60, 1024, 2000, 6000, 1031, 58101])
@pytest.mark.parametrize("width", [1, 2, 9, 40])
def test_should_find_the_best_of_each_row(length: int, width: int) -> None:
    values = np.random.default_rng(length + width).normal(size=(5, length)).astype(np.float32)
    values[1] = np.sort(values[1])  # all of the best in one block
    values[2, values[2] < np.sort(values[2])[-20]] = -np.inf
    session, _ = graph(length)

    best, places = session.run(None, {"values": values, "width": np.array([width])})

    np.testing.assert_array_equal(best, -np.sort(-values, axis=1)[:, :width])
    np.testing.assert_array_equal(np.take_along_axis(values, places, axis=1), best)
    assert all(len(set(row)) == width for row in places[[0, 1, 3, 4]])


def test_should_search_blocks_where_the_rows_are_long_and_divide() -> None:
    assert "GatherND" in graph(6000)[1]
    assert "GatherND" not in graph(60)[1]
    assert "GatherND" not in graph(1031)[1], "a prime number of entries"
