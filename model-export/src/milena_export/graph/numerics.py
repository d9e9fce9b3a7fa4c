# SPDX-License-Identifier: Apache-2.0
"""How weights are stored and multiplied: float, fp16, calibrated int8, or float while recording activation ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from milena_export.errors import ExportError
from milena_export.graph.builder import FLOAT, FLOAT16, MICROSOFT, GraphBuilder, Tensor

Array = npt.NDArray[np.float32]
BLOCK = 2**22
"""Weights that are rounded at a time: the whole table of a vocabulary would be in memory several times over."""


class Numerics(Protocol):
    """The arithmetic of a graph. Families ask for layers by a name that is unique in the model."""

    def linear(self, g: GraphBuilder, name: str, x: Tensor, weight: Array, bias: Array | None) -> Tensor:
        """``x [rows, in] @ weight [in, out] + bias [out]``."""
        ...

    def embed(self, g: GraphBuilder, name: str, ids: Tensor, table: Array, scale: float) -> Tensor:
        """``table [vocabulary, d][ids] * scale``."""
        ...

    def project(self, g: GraphBuilder, name: str, x: Tensor, table: Array, bias: Array | None) -> Tensor:
        """``x [rows, d] @ table.T + bias``; ``name`` is that of the embedding where the two share a table."""
        ...

    def starts_at_zero(self, name: str) -> bool:
        """Whether the product of that name takes every value below zero for zero."""
        ...


class _Whole:
    """Products that see their inputs as they are."""

    def starts_at_zero(self, name: str) -> bool:  # noqa: ARG002
        """See `Numerics.starts_at_zero`."""
        return False


@dataclass
class Float(_Whole):
    """32-bit floats."""

    def linear(self, g: GraphBuilder, name: str, x: Tensor, weight: Array, bias: Array | None) -> Tensor:
        """See `Numerics.linear`."""
        product = [x, g.weight(weight, name)]
        return (
            g.op("Gemm", *product, g.const(bias, name=f"{name}.bias"))
            if bias is not None
            else g.op("MatMul", *product)
        )

    def embed(self, g: GraphBuilder, name: str, ids: Tensor, table: Array, scale: float) -> Tensor:
        """See `Numerics.embed`."""
        rows = g.op("Gather", g.outside.const(table, name=name), ids)
        return rows if scale == 1.0 else g.op("Mul", rows, g.scalar(scale, np.float32))

    def project(self, g: GraphBuilder, name: str, x: Tensor, table: Array, bias: Array | None) -> Tensor:
        """See `Numerics.project`."""
        # Transposed when the session is made, so that the file holds a shared table once.
        product = [x, g.folded_op("Transpose", g.outside.const(table, name=name), perm=[1, 0])]
        return (
            g.op("Gemm", *product, g.const(bias, name=f"{name}.bias"))
            if bias is not None
            else g.op("MatMul", *product)
        )


@dataclass
class Half(_Whole):
    """Weights and products in 16-bit floats; all that stands between products stays in 32 bits.

    So norms, attention scores, softmax and the sums of residuals keep their range and precision. Processors without
    16-bit products (ONNX Runtime has none on x86) widen the weights at each step: right, but slower than `Float`.

    Attributes:
        wide: products whose values may exceed what 16 bits hold: stored in 16 bits, widened when the session is made.
    """

    wide: frozenset[str] = frozenset()

    def linear(self, g: GraphBuilder, name: str, x: Tensor, weight: Array, bias: Array | None) -> Tensor:
        """See `Numerics.linear`."""
        if name in self.wide:
            widened = g.folded_op("Cast", g.outside.const(half(weight, name), name=name), to=FLOAT)
            return self._biased(g, name, g.op("MatMul", x, widened), bias)
        return self._multiply(g, name, x, g.weight(half(weight, name), name), bias)

    def embed(self, g: GraphBuilder, name: str, ids: Tensor, table: Array, scale: float) -> Tensor:
        """See `Numerics.embed`."""
        stored = g.outside.const(half(table, name), name=name)
        rows = g.op("Cast", g.op("Gather", stored, ids), to=FLOAT)
        return rows if scale == 1.0 else g.op("Mul", rows, g.scalar(scale, np.float32))

    def project(self, g: GraphBuilder, name: str, x: Tensor, table: Array, bias: Array | None) -> Tensor:
        """See `Numerics.project`."""
        stored = g.outside.const(half(table, name), name=name)
        if f"{name}{PROJECT}" in self.wide:
            widened = g.folded_op("Cast", stored, to=FLOAT)
            return self._biased(g, name, g.op("FusedMatMul", x, widened, domain=MICROSOFT, transB=1), bias)
        # Read as it lies: a shared table is in the file and in memory once.
        narrow = g.op("Cast", x, to=FLOAT16)
        product = g.op("FusedMatMul", narrow, stored, domain=MICROSOFT, transB=1)
        return self._biased(g, name, g.op("Cast", product, to=FLOAT), bias)

    def _multiply(self, g: GraphBuilder, name: str, x: Tensor, weight: Tensor, bias: Array | None) -> Tensor:
        product = g.op("MatMul", g.op("Cast", x, to=FLOAT16), weight)
        return self._biased(g, name, g.op("Cast", product, to=FLOAT), bias)

    def _biased(self, g: GraphBuilder, name: str, product: Tensor, bias: Array | None) -> Tensor:
        return product if bias is None else g.op("Add", product, g.const(bias, name=f"{name}.bias"))


@dataclass
class Recorder(Float):
    """Floats that also watch the range of every channel of every multiplication's input, for `Int8`."""

    def linear(self, g: GraphBuilder, name: str, x: Tensor, weight: Array, bias: Array | None) -> Tensor:
        """See `Numerics.linear`."""
        g.probe(name, x, len(weight))
        return super().linear(g, name, x, weight, bias)

    def project(self, g: GraphBuilder, name: str, x: Tensor, table: Array, bias: Array | None) -> Tensor:
        """See `Numerics.project`."""
        g.probe(f"{name}{PROJECT}", x, table.shape[1])
        return super().project(g, name, x, table, bias)


class Extremes(Float):
    """Floats that also watch what goes into every product and what comes out, for `Half`."""

    def linear(self, g: GraphBuilder, name: str, x: Tensor, weight: Array, bias: Array | None) -> Tensor:
        """See `Numerics.linear`."""
        product = super().linear(g, name, x, weight, bias)
        return self._watched(g, name, x, product, weight.shape)

    def project(self, g: GraphBuilder, name: str, x: Tensor, table: Array, bias: Array | None) -> Tensor:
        """See `Numerics.project`."""
        product = super().project(g, name, x, table, bias)
        return self._watched(g, f"{name}{PROJECT}", x, product, table.shape[::-1])

    def _watched(
        self, g: GraphBuilder, name: str, x: Tensor, product: Tensor, shape: tuple[int, ...]
    ) -> Tensor:
        g.probe(f"{name}{IN}", x, shape[0])
        g.probe(f"{name}{OUT}", product, shape[1])
        return product


PROJECT = ".project"
"""Behind the name of a table, for the product with it."""
IN, OUT = " in", " out"
"""Behind the name of a product, for what `Extremes` sees of it."""
Ranges = Mapping[str, tuple[float, float]]
"""Least and greatest value of each multiplication's input, by the multiplication's name."""


@dataclass
class Int8:
    """Weights as signed integers with a scale a column, activations as bytes with a constant scale.

    The scales are constants, so an answer cannot depend on what else is in the batch.

    Attributes:
        ranges: of the activations.
        weight_bits: 7 or 8. Without VNNI, ONNX Runtime adds pairs of byte products in 16 bits with saturation, and
            255 * 63 * 2 = 32,130 is the greatest pair with 7 bits, which always fits: the same integers come out on
            every processor. 8 bits round half as coarsely, but are right with VNNI only.
    """

    ranges: Ranges
    weight_bits: int = 7
    _quantized: dict[tuple[int, Tensor, float, int], Tensor] = field(default_factory=dict)

    def linear(self, g: GraphBuilder, name: str, x: Tensor, weight: Array, bias: Array | None) -> Tensor:
        """See `Numerics.linear`."""
        integers, scales = quantize_columns(weight, self.weight_bits)
        stored = g.weight(integers, name)
        return self._multiply(g, name, x, stored, scales, bias)

    def embed(self, g: GraphBuilder, name: str, ids: Tensor, table: Array, scale: float) -> Tensor:
        """See `Numerics.embed`."""
        integers, scales = quantize_columns(table.T, self.weight_bits)
        rows = g.op("Cast", g.op("Gather", g.outside.const(integers.T, name=name), ids), to=FLOAT)
        factors = g.op(
            "Gather", g.outside.const(scales[:, None] * np.float32(scale), name=f"{name}.rows"), ids
        )
        return g.op("Mul", rows, factors)

    def project(self, g: GraphBuilder, name: str, x: Tensor, table: Array, bias: Array | None) -> Tensor:
        """See `Numerics.project`."""
        integers, scales = quantize_columns(table.T, self.weight_bits)
        # Transposed when the session is made, so that the file holds a shared table once.
        stored = g.folded_op("Transpose", g.outside.const(integers.T, name=name), perm=[1, 0])
        return self._multiply(g, f"{name}{PROJECT}", x, stored, scales, bias)

    def starts_at_zero(self, name: str) -> bool:
        """See `Numerics.starts_at_zero`."""
        return activation_grid(*self.ranges[name])[1] == 0

    def _multiply(
        self, g: GraphBuilder, name: str, x: Tensor, weight: Tensor, scales: Array, bias: Array | None
    ) -> Tensor:
        if name not in self.ranges:
            raise KeyError(f"no calibrated range for {name}; calibrated are {sorted(self.ranges)}")
        scale, zero = activation_grid(*self.ranges[name])
        scale_t, zero_t = g.scalar(scale, np.float32), g.scalar(zero, np.uint8)
        key = (id(g), x, scale, zero)
        if key not in self._quantized:
            self._quantized[key] = g.op("QuantizeLinear", x, scale_t, zero_t)
        operands = [self._quantized[key], weight, scale_t, g.const(scales, name=f"{name}.scales"), zero_t, ""]
        if bias is not None:
            operands.append(g.const(bias, name=f"{name}.bias"))
        return g.op("MatMulIntegerToFloat", *operands, domain=MICROSOFT)


def activation_grid(low: float, high: float) -> tuple[float, int]:
    """Scale and zero point (uint8) that cover a recorded range, which 0 is always in: all 256 steps are for what comes."""
    low, high = min(low, 0.0), max(high, 0.0)
    scale = max(high - low, 1e-6) / 255.0
    return scale, round(-low / scale)


def quantize_columns(weight: Array, bits: int) -> tuple[npt.NDArray[np.int8], Array]:
    """Symmetric integers of ``weight [in, out]`` and one float scale a column."""
    limit = 2 ** (bits - 1) - 1
    integers = np.empty_like(weight, dtype=np.int8)
    scales = np.empty(weight.shape[1], np.float32)
    step = max(1, BLOCK // len(weight))
    for columns in (slice(start, start + step) for start in range(0, len(scales), step)):
        part = weight[:, columns]
        scales[columns] = np.maximum(np.abs(part).max(axis=0), 1e-8).astype(np.float32) / np.float32(limit)
        integers[:, columns] = np.clip(np.rint(part / scales[columns]), -limit, limit)
    return integers, scales


def half(weight: Array, name: str) -> npt.NDArray[np.float16]:
    """``weight`` in 16 bits.

    Raises:
        ExportError: a weight is greater than 16 bits hold.
    """
    greatest = float(max(weight.max(initial=0.0), -weight.min(initial=0.0)))
    if greatest > float(np.finfo(np.float16).max):
        raise ExportError(
            f"{name} has a weight of size {greatest:.3g}, and fp16 holds up to 65504; take --quantization float or int8"
        )
    return weight.astype(np.float16)
