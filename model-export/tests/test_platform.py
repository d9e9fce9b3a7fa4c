# SPDX-License-Identifier: Apache-2.0
"""What depends on where a graph runs is asked of its platform."""

from collections.abc import Iterator
from pathlib import Path

import onnx
import onnxruntime as ort
import pytest

import marians
from bundles import TINY_FLOAT
from made_graphs import MAX_NEW
from milena_export.bundle.feeds import describe_inputs
from milena_export.bundle.session import GraphSession
from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.generation import DecodeDefaults
from milena_export.families.marian import step_model
from milena_export.graph.assemble import assemble
from milena_export.graph.model import AttentionPolicy
from milena_export.graph.numerics import Float
from milena_export.graph.platform import CPU, CUDA, Cpu, Platform

POLICY = AttentionPolicy(0, (0,), 0, "test")


class Other(Cpu):
    """Decides otherwise, which may change no answer."""

    @property
    def columns(self) -> int:
        return 5

    def block(self, length: int) -> int | None:  # noqa: ARG002
        return None


def nodes(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from nodes(attribute.g)


def test_should_build_as_the_platform_decides_and_answer_the_same(tmp_path: Path) -> None:
    marians.make(tmp_path, marians.SHAPES["renormalized, blocks of the vocabulary searched"])
    model = step_model(Checkpoint(tmp_path))
    inputs = describe_inputs(model.spec.vocabulary, model.spec.vocabulary, MAX_NEW, DecodeDefaults())

    def built(platform: Platform) -> tuple[int, bool, list[list[int]]]:
        proto = assemble(model, Float(), POLICY, platform=platform)
        session = GraphSession(proto.SerializeToString(), inputs, model.spec.pad, 1, platform=platform)
        answers = [found[0].ids for found in session.answer(marians.texts(6, 60), beam_size=3)]
        shared = {onnx.numpy_helper.to_array(one).tobytes() for one in proto.graph.initializer}
        searched = sum(node.op_type == "ReduceMax" for node in nodes(proto.graph))
        return searched, (5).to_bytes(8, "little") in shared, answers

    searched, _, answers = built(CPU)
    fewer, fives, same = built(Other())
    assert fewer < searched
    assert fives
    assert same == answers


@pytest.mark.parametrize(
    "available", [["CPUExecutionProvider"], ["AzureExecutionProvider", "CPUExecutionProvider"]]
)
def test_should_refuse_a_device_when_onnx_runtime_has_none(
    available: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ort, "get_available_providers", lambda: available)
    with pytest.raises(ExportError, match=f"has {', '.join(available)} here; install onnxruntime-gpu"):
        CUDA.session(TINY_FLOAT / "model.onnx")


def test_should_refuse_a_device_when_none_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """ONNX Runtime itself takes the CPU then, with a warning."""
    monkeypatch.setattr(ort, "get_available_providers", lambda: ["CUDAExecutionProvider"])

    class Fallen:
        def get_providers(self) -> list[str]:
            return ["CPUExecutionProvider"]

    monkeypatch.setattr(ort, "InferenceSession", lambda *_, **__: Fallen())
    with pytest.raises(ExportError, match="has CPUExecutionProvider here"):
        CUDA.session(TINY_FLOAT / "model.onnx")


def test_should_keep_nothing_from_step_to_step_when_lean_or_on_a_gpu() -> None:
    assert CPU.options().enable_mem_pattern
    assert not CPU.options(lean=True).enable_mem_pattern
    assert not CPU.options(lean=True).enable_cpu_mem_arena
    assert not CUDA.options().enable_mem_pattern
    assert CPU.options(3).intra_op_num_threads == CUDA.options(3).intra_op_num_threads == 3


def test_should_ask_the_platform_for_the_options_of_a_session() -> None:
    asked: list[tuple[int, bool]] = []

    class Noting(Cpu):
        def options(self, threads: int = 0, lean: bool = False) -> ort.SessionOptions:
            asked.append((threads, lean))
            return super().options(threads, lean)

    GraphSession(TINY_FLOAT / "model.onnx", [], 0, threads=2, lean=True, platform=Noting())
    assert asked == [(2, True)]
