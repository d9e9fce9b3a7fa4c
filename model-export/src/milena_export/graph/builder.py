# SPDX-License-Identifier: Apache-2.0
"""A thin builder over ``onnx.helper``: tensors are names, each constant is stored once.

Where a constant lives decides about speed: ONNX Runtime packs the weights of a product when a session is made, but
looks for them in the product's own graph and in that one's parent only. So a weight belongs to the graph that asks
for it first, and only the small constants to the root.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from milena_export.graph.platform import CPU, Platform

OPSET = 21
"""Highest opset that ONNX Runtime 1.21 runs with nothing of ours missing (its limit is 22)."""
IR_VERSION = 10
MICROSOFT = "com.microsoft"

FLOAT = TensorProto.FLOAT
FLOAT16 = TensorProto.FLOAT16
INT64 = TensorProto.INT64
INT8 = TensorProto.INT8
UINT8 = TensorProto.UINT8
BOOL = TensorProto.BOOL

STORED_BYTES = 1024
"""Weights smaller than this stay in the model: shapes and axes among them, which checkers want to see."""

Tensor = str
"""Name of a tensor in a graph."""


class Probe(NamedTuple):
    """Least and greatest values of something, [2, width], and its number of channels."""

    tensor: Tensor
    width: int


class WeightStore(Protocol):
    """Where the weights of a model go that are not to be in the model itself."""

    def add(self, name: Tensor, weight: npt.NDArray[Any]) -> onnx.TensorProto:
        """Stores a weight; returns the initializer that refers to it."""
        ...


@dataclass
class _Root:
    """What all graphs of one model share: its platform, small constants, who has which weight, the counter of names."""

    store: WeightStore | None
    platform: Platform
    small: dict[tuple[str, tuple[int, ...], bytes], Tensor] = field(default_factory=dict)
    initializers: list[onnx.TensorProto] = field(default_factory=list)
    homes: dict[Tensor, GraphBuilder] = field(default_factory=dict)
    count: int = 0


class GraphBuilder:
    """Appends nodes to one graph. A child graph sees the tensors of its parents, as ONNX scoping allows.

    Not thread-safe.
    """

    def __init__(
        self,
        parent: GraphBuilder | None = None,
        store: WeightStore | None = None,
        platform: Platform = CPU,
    ) -> None:
        self._root: _Root = parent._root if parent else _Root(store, platform)
        self._nodes: list[onnx.NodeProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._parent = parent
        self._own: set[Tensor] = set()
        self._initializers: list[onnx.TensorProto] = []
        self._folded: dict[bytes, Tensor] = {}
        self._shapes: dict[tuple[Tensor, ...], Tensor] = {}
        self.probes: dict[str, Probe] = {}
        """What somebody asked to watch, by a name of its own; a Loop hands it to its parent."""

    @property
    def platform(self) -> Platform:
        """Where the whole model is to run."""
        return self._root.platform

    def fresh(self, hint: str) -> Tensor:
        """A name that no other tensor of the model has."""
        self._root.count += 1
        return f"{hint}_{self._root.count}"

    def const(
        self, value: npt.ArrayLike, dtype: npt.DTypeLike | None = None, name: str | None = None
    ) -> Tensor:
        """A constant, stored once a model; small ones without a name are shared by value.

        Raises:
            ValueError: a constant of that name lives in a graph that this one cannot see.
        """
        array = np.asarray(value, dtype=dtype, order="C")
        if name is None and array.size <= 64:
            key = (array.dtype.str, array.shape, array.tobytes())
            if key not in self._root.small:
                tensor = self.fresh("const")
                self._root.initializers.append(numpy_helper.from_array(array, tensor))
                self._root.small[key] = tensor
            return self._root.small[key]
        tensor = name or self.fresh("const")
        home = self._root.homes.setdefault(tensor, self)
        if home not in self._lineage():
            raise ValueError(
                f"constant {tensor} belongs to another part of the model; make it in a graph around both"
            )
        if tensor not in home._own:
            home._own.add(tensor)
            home._initializers.append(self._stored(tensor, array))
        return tensor

    def _stored(self, tensor: Tensor, array: npt.NDArray[Any]) -> onnx.TensorProto:
        store = self._root.store
        if store is None or array.nbytes < STORED_BYTES:
            return numpy_helper.from_array(array, tensor)
        return store.add(tensor, array)

    def weight(self, value: npt.NDArray[Any], name: str) -> Tensor:
        """A product's weight: a constant, stored once a model, and near enough for ONNX Runtime to pack it.

        Where it belongs to a graph further out than the one around this one, it is copied there when a session is made
        (a reshape to its own shape: an `Identity` would be taken out again).
        """
        tensor = self.const(value, name=name)
        if self._root.homes[tensor] in (self, self.outside):
            return tensor
        return self.folded_op("Reshape", tensor, self.ints(*value.shape))

    def _lineage(self) -> list[GraphBuilder]:
        """This graph and those around it."""
        return [self] if self._parent is None else [self, *self._parent._lineage()]

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
        self._own.update(names)
        self._nodes.append(helper.make_node(op_type, list(inputs), list(names), domain=domain, **attributes))
        return names

    def owns(self, tensor: Tensor) -> bool:
        """Whether this very graph makes ``tensor``, or has it as its input or weight."""
        return tensor in self._own

    @property
    def outside(self) -> GraphBuilder:
        """The graph around this one, or this one if it is the root."""
        return self._parent or self

    def folded_op(self, op_type: str, *inputs: Tensor, **attributes: Any) -> Tensor:
        """Appends a node on constants to the graph around this one, once: it is computed when a session is made.

        The inputs must be known there (see `outside`); the result is near enough for a product here to pack it.
        """
        home = self.outside
        key = helper.make_node(op_type, list(inputs), [], **attributes).SerializeToString()
        if key not in home._folded:
            home._folded[key] = home.op(op_type, *inputs, **attributes)
        return home._folded[key]

    def input(self, name: Tensor, dtype: int, shape: Sequence[str | int] | None) -> Tensor:
        """Declares an input of this graph."""
        self._own.add(name)
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
        """An int64 vector of constants and of tensors with one element each.

        It is made in the outermost graph that knows the sizes, once: a loop need not join them at each step.
        """
        parts = tuple(self.ints(s) if isinstance(s, int) else s for s in sizes)
        home = self
        while home._parent is not None and not home._own.intersection(parts):
            home = home._parent
        if parts not in home._shapes:
            home._shapes[parts] = home.op("Concat", *parts, axis=0)
        return home._shapes[parts]

    def slice(self, tensor: Tensor, start: Tensor, end: Tensor, axis: int, step: int = 1) -> Tensor:
        """Slices one axis; ``start`` and ``end`` are int64 vectors of one element."""
        return self.op("Slice", tensor, start, end, self.ints(axis), self.ints(step))

    def probe(self, name: str, tensor: Tensor, width: int) -> None:
        """Asks to watch the least and greatest values of ``tensor``, and of all that has this name (`numerics.Recorder`).

        Args:
            name: of what is watched.
            tensor: of any rank, ``width`` channels last.
            width: how many channels each have extremes of their own.
        """
        seen = [self.reshape(tensor, -1, width)]
        if name in self.probes:
            seen.append(self.probes[name].tensor)
        values = self.op("Concat", *seen, axis=0)
        extremes = [self.op(kind, values, self.ints(0), keepdims=1) for kind in ("ReduceMin", "ReduceMax")]
        self.probes[name] = Probe(self.op("Concat", *extremes, axis=0), width)

    def build_graph(self, name: str) -> onnx.GraphProto:
        """The graph so far, with its weights but without the small constants."""
        return helper.make_graph(self._nodes, name, self._inputs, self._outputs, self._initializers)

    def build_model(self, name: str) -> onnx.ModelProto:
        """The whole model, constants included. Call on the root graph."""
        graph = self.build_graph(name)
        graph.initializer.extend(self._root.initializers)
        return helper.make_model(
            graph,
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
            producer_name="milena-export",
        )
