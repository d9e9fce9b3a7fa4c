# SPDX-License-Identifier: Apache-2.0
"""Graphs of a checkpoint: as the files of a bundle, or in a session to try something with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import onnx

from milena_export.bundle.feeds import describe_inputs
from milena_export.bundle.session import GraphSession
from milena_export.families.source import SourceModel
from milena_export.graph.assemble import assemble
from milena_export.graph.model import AttentionView
from milena_export.graph.numerics import Numerics
from milena_export.graph.weight_file import WeightFile

GRAPH = "model.onnx"
WEIGHTS = "model.onnx.data"
PROTOBUF_LIMIT = 2**31 - 2**26
"""ONNX's 2 GiB, less what a graph holds besides its weights."""
LARGE = 100_000_000
"""Weights of a model that takes care: of memory, and of what int8 costs."""
BYTES = {"float": 4, "fp16": 2, "int8": 1}
"""Of one weight."""


def size_of(source: SourceModel, kind: str) -> int:
    """Bytes of the weights, of which a graph holds little else."""
    return source.parameters * BYTES[kind]


def too_large(source: SourceModel, kind: str) -> bool:
    """Whether one ONNX file cannot hold the weights."""
    return size_of(source, kind) > PROTOBUF_LIMIT


def write(
    folder: Path, source: SourceModel, numerics: Numerics, view: AttentionView, external: bool
) -> list[str]:
    """Writes the graph to ``folder``; returns the names of the files with external data, if it is to have any."""
    if not external:
        proto = assemble(source.step_model, numerics, view)
        (folder / GRAPH).write_bytes(proto.SerializeToString(deterministic=True))
        return []
    with WeightFile(folder / WEIGHTS) as weights:
        proto = assemble(source.step_model, numerics, view, weights)
    (folder / GRAPH).write_bytes(proto.SerializeToString(deterministic=True))
    onnx.checker.check_model(str(folder / GRAPH))
    return [WEIGHTS]


def bytes_of(folder: Path) -> int:
    """Bytes of the graph in a folder, its weights included."""
    return sum(path.stat().st_size for path in folder.glob(f"{GRAPH}*"))


def session_of(folder: Path, source: SourceModel) -> GraphSession:
    """The graph that `write` wrote, loaded."""
    inputs = describe_inputs(source.source_ids, source.max_target, source.defaults)
    return GraphSession(folder / GRAPH, inputs, source.step_model.spec.pad, lean=source.parameters > LARGE)


class Trial(NamedTuple):
    """A loaded graph, and the bytes of its files."""

    session: GraphSession
    size: int


@contextmanager
def trial(source: SourceModel, numerics: Numerics, view: AttentionView) -> Iterator[Trial]:
    """A session on a graph in 32-bit floats that is kept nowhere."""
    with tempfile.TemporaryDirectory(prefix="milena-export-") as name:
        folder = Path(name)
        write(folder, source, numerics, view, external=too_large(source, "float"))
        yield Trial(session_of(folder, source), bytes_of(folder))
