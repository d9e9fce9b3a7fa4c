# SPDX-License-Identifier: Apache-2.0
"""What only a machine with CUDA can show: `pytest tests/on_cuda.py` there. Not collected elsewhere."""

from pathlib import Path

import onnx
import onnxruntime as ort
import pytest

from bundles import TINY_FLOAT
from milena_export.errors import ExportError
from milena_export.graph.platform import CUDA, Cuda

COPIES = ("MemcpyFromHost", "MemcpyToHost")


def copies_in_loops(graph: onnx.GraphProto, inside: bool = False) -> list[str]:
    """Names of the nodes inside loops that copy between host and device."""
    found = [node.name for node in graph.node if inside and node.op_type in COPIES]
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                found += copies_in_loops(attribute.g, inside or node.op_type == "Loop")
    return found


@pytest.mark.skipif(
    Cuda.PROVIDER not in ort.get_available_providers(), reason="ONNX Runtime has no CUDA here"
)
def test_should_copy_nothing_between_host_and_device_inside_the_loop(tmp_path: Path) -> None:
    options = CUDA.options()
    options.optimized_model_filepath = str(tmp_path / "optimized.onnx")
    try:
        CUDA.session(TINY_FLOAT / "model.onnx", options)
    except ExportError as error:
        pytest.skip(str(error))

    assert copies_in_loops(onnx.load(tmp_path / "optimized.onnx").graph) == []
