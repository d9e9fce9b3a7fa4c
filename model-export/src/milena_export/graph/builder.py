# SPDX-License-Identifier: Apache-2.0
"""A thin builder over ``onnx.helper``: tensors are names, constants live once in the root graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 21
"""Highest opset that ONNX Runtime 1.21 runs with nothing of ours missing (its limit is 22)."""
IR_VERSION = 10
MICROSOFT = "com.microsoft"

FLOAT = TensorProto.FLOAT
INT64 = TensorProto.INT64
INT8 = TensorProto.INT8
UINT8 = TensorProto.UINT8
BOOL = TensorProto.BOOL

Tensor = str
"""Name of a tensor in a graph."""


@dataclass
class _Root:
    """What all graphs of one model share: constants and the counter of names."""

    initializers: dict[str, onnx.TensorProto] = field(default_factory=dict)
    small: dict[tuple[str, tuple[int, ...], bytes], Tensor] = field(default_factory=dict)
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    shared: dict[bytes, Tensor] = field(default_factory=dict)
    count: int = 0


class GraphBuilder:
    """Appends nodes to one graph. A child graph sees the tensors of its parents, as ONNX scoping allows.

    Not thread-safe.
    """

    def __init__(self, parent: GraphBuilder | None = None) -> None:
        self._root: _Root = parent._root if parent else _Root()
        self._nodes: list[onnx.NodeProto] = [] if parent else self._root.nodes
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self.probes: dict[str, Tensor] = {}
        """Tensors that somebody asked to watch, by a name of their own; a Loop hands them to its parent."""

    def fresh(self, hint: str) -> Tensor:
        """A name that no other tensor of the model has."""
        self._root.count += 1
        return f"{hint}_{self._root.count}"

    def const(
        self, value: npt.ArrayLike, dtype: npt.DTypeLike | None = None, name: str | None = None
    ) -> Tensor:
        """A constant, stored once a model; small ones are shared by value."""
        array = np.asarray(value, dtype=dtype, order="C")
        key = (array.dtype.str, array.shape, array.tobytes()) if name is None and array.size <= 64 else None
        if key is not None and key in self._root.small:
            return self._root.small[key]
        if name is not None and name in self._root.initializers:
            return name
        tensor = name or self.fresh("const")
        self._root.initializers[tensor] = numpy_helper.from_array(array, tensor)
        if key is not None:
            self._root.small[key] = tensor
        return tensor

    def ints(self, *values: int) -> Tensor:
        """An int64 vector."""
        return self.const(values, np.int64)

    def scalar(self, value: float, dtype: npt.DTypeLike = np.int64) -> Tensor:
        """A rank 0 constant."""
        return self.const(np.array(value, dtype=dtype))

    def op(self, op_type: str, *inputs: Tensor, domain: str = "", **attributes: Any) -> Tensor:
        """Appends a node with one output."""
        return self.ops(op_type, 1, *inputs, domain=domain, **attributes)[0]

    def ops(
        self, op_type: str, outputs: int, *inputs: Tensor, domain: str = "", **attributes: Any
    ) -> tuple[Tensor, ...]:
        """Appends a node with several outputs; an omitted optional input is an empty name."""
        names = tuple(self.fresh(op_type) for _ in range(outputs))
        self._nodes.append(helper.make_node(op_type, list(inputs), list(names), domain=domain, **attributes))
        return names

    def root_op(self, op_type: str, *inputs: Tensor, **attributes: Any) -> Tensor:
        """Appends a node on constants to the root graph, once: outside loops, folded when a session is made."""
        key = helper.make_node(op_type, list(inputs), [], **attributes).SerializeToString()
        if key not in self._root.shared:
            name = self.fresh(op_type)
            self._root.nodes.append(helper.make_node(op_type, list(inputs), [name], **attributes))
            self._root.shared[key] = name
        return self._root.shared[key]

    def input(self, name: Tensor, dtype: int, shape: Sequence[str | int] | None) -> Tensor:
        """Declares an input of this graph."""
        self._inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def output(
        self, tensor: Tensor, dtype: int, shape: Sequence[str | int] | None, name: str | None = None
    ) -> None:
        """Declares an output of this graph, under a name of its own if one is given."""
        if name is not None:
            self._nodes.append(helper.make_node("Identity", [tensor], [name]))
        self._outputs.append(helper.make_tensor_value_info(name or tensor, dtype, shape))

    def dim(self, tensor: Tensor, axis: int) -> Tensor:
        """Size of one axis as an int64 vector of one element."""
        return self.op("Shape", tensor, start=axis, end=axis + 1)

    def reshape(self, tensor: Tensor, *shape: int | Tensor) -> Tensor:
        """Reshapes to sizes that are constants (-1 infers, 0 copies) or int64 vectors of one element."""
        if all(isinstance(size, int) for size in shape):
            return self.op("Reshape", tensor, self.ints(*(int(size) for size in shape)))
        return self.op("Reshape", tensor, self.shape(*shape))

    def shape(self, *sizes: int | Tensor) -> Tensor:
        """An int64 vector of constants and of tensors with one element each."""
        return self.op("Concat", *(self.ints(s) if isinstance(s, int) else s for s in sizes), axis=0)

    def slice(self, tensor: Tensor, start: Tensor, end: Tensor, axis: int, step: int = 1) -> Tensor:
        """Slices one axis; ``start`` and ``end`` are int64 vectors of one element."""
        return self.op("Slice", tensor, start, end, self.ints(axis), self.ints(step))

    def probe(self, name: str, tensor: Tensor) -> None:
        """Asks to watch the least and greatest value of ``tensor`` (see ``numerics.Recorder``)."""
        low = self.op("ReduceMin", tensor, keepdims=0)
        high = self.op("ReduceMax", tensor, keepdims=0)
        self.probes[name] = self.op("Concat", self.reshape(low, 1), self.reshape(high, 1), axis=0)

    def loop(
        self,
        trips: Tensor,
        state: Sequence[tuple[Tensor, int]],
        body: Callable[[GraphBuilder, Tensor, Sequence[Tensor]], LoopBody],
    ) -> tuple[list[Tensor], list[Tensor]]:
        """Appends an ONNX Loop that ends after ``trips`` steps, or earlier as its body says.

        Args:
            trips: the greatest number of steps, int64, rank 0.
            state: start values of what is carried, each with its element type.
            body: builds one step from (its graph, the step's number, what is carried).

        Returns:
            The carried values at the end, and the scanned ones stacked along a new first axis.
        """
        inner = GraphBuilder(self)
        step = inner.input(inner.fresh("step"), INT64, [])
        inner.input(inner.fresh("go_on_in"), BOOL, [])
        carried = [inner.input(inner.fresh("carried"), dtype, None) for _, dtype in state]
        result = body(inner, step, carried)
        inner.output(result.go_on, BOOL, None)
        for tensor, (_, dtype) in zip(result.state, state, strict=True):
            inner.output(tensor, dtype, None)
        probes = [(tensor, FLOAT) for tensor in inner.probes.values()]
        for tensor, dtype in [*result.scanned, *probes]:
            inner.output(tensor, dtype, None)
        outputs = self.ops(
            "Loop",
            len(state) + len(result.scanned) + len(probes),
            trips,
            self.const(np.array(True)),
            *(tensor for tensor, _ in state),
            body=inner.build_graph("body"),
        )
        for name, tensor in zip(inner.probes, outputs[len(state) + len(result.scanned) :], strict=True):
            self.probe(name, tensor)
        scanned = outputs[len(state) : len(state) + len(result.scanned)]
        return list(outputs[: len(state)]), list(scanned)

    def build_graph(self, name: str) -> onnx.GraphProto:
        """The graph so far, without the shared constants."""
        return helper.make_graph(self._nodes, name, self._inputs, self._outputs)

    def build_model(self, name: str) -> onnx.ModelProto:
        """The whole model, constants included. Call on the root graph."""
        graph = self.build_graph(name)
        graph.initializer.extend(self._root.initializers.values())
        return helper.make_model(
            graph,
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
            producer_name="milena-export",
        )


@dataclass(frozen=True)
class LoopBody:
    """What one step of a Loop yields: whether to go on (bool, rank 0), what is carried, what is stacked."""

    go_on: Tensor
    state: Sequence[Tensor]
    scanned: Sequence[tuple[Tensor, int]]
