# SPDX-License-Identifier: Apache-2.0
"""Loops and branches over records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from milena_export.graph.builder import BOOL, FLOAT, INT64, GraphBuilder, Tensor
from milena_export.graph.record import Record

Carried = TypeVar("Carried", bound=Record)
Scanned = TypeVar("Scanned", bound=Record)


@dataclass(frozen=True)
class LoopBody(Generic[Carried, Scanned]):
    """What one step of a Loop yields: whether to go on (bool, rank 0), what is carried, what is stacked."""

    go_on: Tensor
    carried: Carried
    scanned: Scanned


def loop(
    g: GraphBuilder,
    trips: Tensor,
    start: Carried,
    body: Callable[[GraphBuilder, Tensor, Carried], LoopBody[Carried, Scanned]],
) -> tuple[Carried, Scanned]:
    """Appends an ONNX Loop that ends after ``trips`` steps, or earlier as its body says.

    Args:
        g: graph.
        trips: the greatest number of steps, int64, rank 0.
        start: what the first step is given.
        body: builds one step from (its graph, the step's number, what is carried).

    Returns:
        What is carried at the end, and what was scanned, stacked along a new first axis.

    Raises:
        ValueError: the body carries tensors of other types than it was given.
    """
    inner = GraphBuilder(g)
    step = inner.input(inner.fresh("step"), INT64, [])
    inner.input(inner.fresh("go_on_in"), BOOL, [])
    given = start.filled([inner.input(inner.fresh("carried"), dtype, None) for _, dtype in start.typed()])
    result = body(inner, step, given)
    _refuse_other_types(start, result.carried)
    inner.output(result.go_on, BOOL, None)
    probes = [(probe.tensor, FLOAT) for probe in inner.probes.values()]
    carried, scanned = result.carried.typed(), result.scanned.typed()
    for tensor, dtype in [*carried, *scanned, *probes]:
        inner.output(tensor, dtype, None)
    outputs = g.ops(
        "Loop",
        len(carried) + len(scanned) + len(probes),
        trips,
        g.const(np.array(True)),
        *start.tensors(),
        body=inner.build_graph("body"),
    )
    stacked = outputs[len(carried) :]
    for (name, probe), tensor in zip(inner.probes.items(), stacked[len(scanned) :], strict=True):
        g.probe(name, tensor, probe.width)
    return start.filled(outputs[: len(carried)]), result.scanned.filled(stacked[: len(scanned)])


def branch(
    g: GraphBuilder,
    condition: Tensor,
    then: Callable[[GraphBuilder], Carried],
    otherwise: Callable[[GraphBuilder], Carried],
) -> Carried:
    """Appends an ONNX If: only the branch that is taken costs anything.

    Args:
        g: graph.
        condition: bool, rank 0.
        then: builds a record in the graph it is given.
        otherwise: the same for the other branch.

    Returns:
        The record of the branch that was taken.

    Raises:
        ValueError: the two records are not of the same types.
    """
    graphs, records = {}, []
    for name, build in (("then_branch", then), ("else_branch", otherwise)):
        inner = GraphBuilder(g)
        record = build(inner)
        given: set[Tensor] = set()
        for tensor, dtype in record.typed():
            # A branch must make each of its outputs itself; what it only hands on, or gives twice, is copied.
            is_own = inner.owns(tensor) and tensor not in given
            given.add(tensor)
            inner.output(tensor if is_own else inner.op("Identity", tensor), dtype, None)
        graphs[name] = inner.build_graph(name)
        records.append(record)
    _refuse_other_types(*records)
    return records[0].filled(g.ops("If", len(records[0].tensors()), condition, **graphs))


def _refuse_other_types(given: Record, found: Record) -> None:
    """Raises where two records that stand for the same are not alike."""
    types = [[dtype for _, dtype in record.typed()] for record in (given, found)]
    if types[0] != types[1]:
        raise ValueError(
            f"{type(given).__name__} has tensors of types {types[0]}, and {types[1]} come in their place"
        )
