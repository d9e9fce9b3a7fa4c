# SPDX-License-Identifier: Apache-2.0
"""Records: flat for ONNX, by name for the graph's builders, through loops and branches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from milena_export.graph.builder import BOOL, FLOAT, INT64, GraphBuilder, Tensor
from milena_export.graph.flow import LoopBody, branch, loop
from milena_export.graph.platform import CPU
from milena_export.graph.record import Bools, Floats, Ints, Nothing, Record


@dataclass(frozen=True)
class Pair(Record):
    left: Floats
    right: Ints | None = None


@dataclass(frozen=True)
class Whole(Record):
    many: Sequence[Floats]
    pairs: Sequence[Pair]
    one: Pair
    flag: Bools


WHOLE = Whole(["a", "b"], [Pair("c", "d"), Pair("e")], Pair("f"), "g")


def test_should_be_flat_in_the_order_of_its_fields_when_it_is_nested() -> None:
    assert WHOLE.typed() == [
        *[(name, FLOAT) for name in "abc"],
        ("d", INT64),
        *[(name, FLOAT) for name in "ef"],
        ("g", BOOL),
    ]
    assert Nothing().typed() == []


def test_should_come_back_by_name_when_filled_with_other_tensors() -> None:
    filled = WHOLE.filled(WHOLE.each(str.upper).tensors())
    assert filled == Whole(("A", "B"), (Pair("C", "D"), Pair("E")), Pair("F"), "G")
    assert Whole([], [], Pair("f"), "g").filled(["x", "y"]) == Whole((), (), Pair("x"), "y")


@pytest.mark.parametrize("count", [0, 6, 8])
def test_should_refuse_tensors_when_they_are_more_or_fewer_than_it_has(count: int) -> None:
    with pytest.raises(ValueError, match=f"Whole has 7 tensors, and {count} are given"):
        WHOLE.filled(["x"] * count)


@dataclass(frozen=True)
class Sum(Record):
    total: Ints
    halves: Pair


def run(g: GraphBuilder, **inputs: np.ndarray) -> list[np.ndarray]:
    session = CPU.session(g.build_model("test").SerializeToString())
    return session.run(None, inputs)


def test_should_carry_and_stack_records_when_a_loop_runs() -> None:
    g = GraphBuilder()
    g.input("trips", INT64, [])
    start = Sum(g.ints(0), Pair(g.const([0.5], np.float32)))

    def body(b: GraphBuilder, number: Tensor, now: Sum) -> LoopBody[Sum, Pair]:
        total = b.op("Add", now.total, number)
        left = b.op("Mul", now.halves.left, b.const([0.5], np.float32))
        go_on = b.op("Identity", b.const(np.array(True)))
        return LoopBody(go_on, Sum(total, Pair(left)), Pair(b.op("Identity", left), b.op("Identity", total)))

    ended, seen = loop(g, "trips", start, body)
    g.output(ended.total, INT64, None, name="total")
    g.output(ended.halves.left, FLOAT, None, name="left")
    g.output(seen.left, FLOAT, None, name="lefts")
    assert seen.right is not None
    g.output(seen.right, INT64, None, name="totals")

    total, left, lefts, totals = run(g, trips=np.array(3))

    assert (total, left) == (3, np.float32(0.0625))
    np.testing.assert_array_equal(lefts[:, 0], [0.25, 0.125, 0.0625])
    np.testing.assert_array_equal(totals[:, 0], [0, 1, 3])


def test_should_give_the_record_of_the_branch_that_is_taken() -> None:
    g = GraphBuilder()
    g.input("condition", BOOL, [])
    outer = g.op("Identity", g.const([1.5], np.float32))
    found = branch(
        g,
        "condition",
        lambda b: Pair(outer, b.op("Neg", b.ints(7))),
        lambda b: Pair(b.op("Neg", outer), b.ints(8)),
    )
    g.output(found.left, FLOAT, None, name="left")
    g.output(found.right, INT64, None, name="right")
    assert [value.item() for value in run(g, condition=np.array(True))] == [1.5, -7]
    assert [value.item() for value in run(g, condition=np.array(False))] == [-1.5, 8]


def test_should_refuse_records_when_they_are_not_alike() -> None:
    g = GraphBuilder()
    g.input("condition", BOOL, [])
    with pytest.raises(ValueError, match=r"Pair has tensors of types .*, and .* come in their place"):
        branch(
            g, "condition", lambda b: Pair(b.const([1.0], np.float32)), lambda b: Pair(b.ints(1), b.ints(1))
        )
    with pytest.raises(ValueError, match=r"Pair has tensors of types .*, and .* come in their place"):
        loop(
            g,
            g.scalar(1),
            Pair(g.const([1.0], np.float32)),
            lambda b, _, now: LoopBody(b.const(np.array(True)), Pair(now.left, b.ints(1)), Nothing()),
        )
