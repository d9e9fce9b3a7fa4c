# SPDX-License-Identifier: Apache-2.0
"""Where a graph runs: what an execution provider of ONNX Runtime needs, and what it does well.

Beside `numerics`, which says how products are computed. What depends on a device is decided here and nowhere else;
graphs ask `GraphBuilder.platform`, sessions are made by `Platform.session`.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Protocol

import onnxruntime as ort

from milena_export.errors import ExportError


class Platform(Protocol):
    """One provider. Any thread."""

    @property
    def columns(self) -> int:
        """Attention over the source sees a multiple of so many columns, so that padding changes no bit of it."""
        ...

    def block(self, length: int) -> int | None:
        """How many entries of a row of so many are compared at once to find the best few; None: all of them (`top`)."""
        ...

    def options(self, threads: int = 0, lean: bool = False) -> ort.SessionOptions:
        """Options of a session.

        Args:
            threads: of one run; 0 for all cores.
            lean: no copy of the weights that is packed, widened or turned for speed, and nothing kept from step to step:
                slow, but small.
        """
        ...

    def session(self, model: Path | bytes, options: ort.SessionOptions | None = None) -> ort.InferenceSession:
        """A graph, loaded from its file or its content; by default with the plain `options`.

        Raises:
            ExportError: ONNX Runtime has no such provider here.
        """
        ...


class Cpu:
    """ONNX Runtime's own kernels; see `Platform`."""

    LONG = 1024
    """Rows shorter than this are left to TopK."""

    @property
    def columns(self) -> int:
        """See `Platform`.

        With one query a text, the product of weights and values depends on how many zero columns follow (seen with ONNX
        Runtime 1.28: equal operands, another last bit with 24 columns than with 23, presumably because its kernel adds
        columns up in groups and the rest otherwise). In int8 that bit can become a step of the next quantization.
        """
        return 8

    def block(self, length: int) -> int | None:
        """See `Platform`: TopK looks at every entry by itself, while a maximum is found by vectors.

        The divisor nearest to the square root, within a factor of four; None where there is none, or rows are short.
        """
        if length < self.LONG:
            return None
        root = math.sqrt(length)
        divisors = [d for d in range(2, length) if length % d == 0 and root / 4 <= d <= root * 4]
        return min(divisors, key=lambda d: abs(math.log(d / root)), default=None)

    def options(self, threads: int = 0, lean: bool = False) -> ort.SessionOptions:
        """See `Platform`."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        if lean:
            options.add_session_config_entry("session.disable_prepacking", "1")
            options.enable_cpu_mem_arena = False
            options.enable_mem_pattern = False
            # What goes beyond this level widens 16-bit weights for good.
            options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
            options.add_session_config_entry("optimization.disable_specified_optimizers", "ConstantFolding")
            # A weight is widened when its product needs it; by default all are before the first product.
            options.execution_order = ort.ExecutionOrder.PRIORITY_BASED
        return options

    def session(self, model: Path | bytes, options: ort.SessionOptions | None = None) -> ort.InferenceSession:
        """See `Platform`."""
        return _loaded(model, options or self.options(), ["CPUExecutionProvider"])


class Cuda(Cpu):
    """A GPU, with ONNX Runtime's CPU kernels for what has none there; see `Platform`.

    Graphs are as for the CPU: a bundle has one graph for both, and nothing else was measured to be better on a GPU.
    """

    PROVIDER = "CUDAExecutionProvider"

    def options(self, threads: int = 0, lean: bool = False) -> ort.SessionOptions:
        """See `Platform`: memory is not planned ahead, as shapes change from step to step (ADR 2)."""
        options = super().options(threads, lean)
        options.enable_mem_pattern = False
        return options

    def session(self, model: Path | bytes, options: ort.SessionOptions | None = None) -> ort.InferenceSession:
        """See `Platform`: the arena grows by what is asked for, as the processor's does unless told otherwise."""
        cuda = self.PROVIDER, {"arena_extend_strategy": "kSameAsRequested"}
        found = ort.get_available_providers()
        if self.PROVIDER in found:
            session = _loaded(model, options or self.options(), [cuda, "CPUExecutionProvider"])
            found = session.get_providers()
            if self.PROVIDER in found:
                return session
        raise ExportError(
            f"a session on {self.PROVIDER} is asked for, and ONNX Runtime has {', '.join(found)} here; install "
            "onnxruntime-gpu in place of onnxruntime, on a machine with a GPU, its driver and CUDA's libraries"
        )


CPU: Platform = Cpu()
CUDA: Platform = Cuda()


def _loaded(model: Path | bytes, options: ort.SessionOptions, providers: list[Any]) -> ort.InferenceSession:
    content = model if isinstance(model, bytes) else str(model)
    return ort.InferenceSession(content, options, providers=providers)
