# SPDX-License-Identifier: Apache-2.0
"""What only a machine with CUDA can show: `pytest tests/on_cuda.py` there. Not collected elsewhere."""

from pathlib import Path

import onnx
import onnxruntime as ort
import pytest

from bundles import TINY_FLOAT

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
    "CUDAExecutionProvider" not in ort.get_available_providers(), reason="ONNX Runtime has no CUDA here"
)
def test_should_copy_nothing_between_host_and_device_inside_the_loop(tmp_path: Path) -> None:
    options = ort.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "optimized.onnx")
    providers = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    session = ort.InferenceSession(str(TINY_FLOAT / "model.onnx"), options, providers=providers)
    if session.get_providers()[0] != providers[0]:
        pytest.skip("ONNX Runtime has CUDA, but no device or library answers")

    assert copies_in_loops(onnx.load(tmp_path / "optimized.onnx").graph) == []
