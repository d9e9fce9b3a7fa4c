# SPDX-License-Identifier: Apache-2.0
"""Graphs of a checkpoint: in a session to try something with, and as the files of a bundle.

Every graph is made with its weights in a file beside it. So they are never in a protobuf message, which would be copied,
and ONNX Runtime maps them instead of reading them: memory is for what is computed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import onnx

from milena_export.bundle.feeds import describe_inputs
from milena_export.bundle.session import GraphSession
from milena_export.families.source import SourceModel
from milena_export.graph import joined
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


def bytes_of(folder: Path) -> int:
    """Bytes of the graph in a folder, its weights included."""
    return sum(path.stat().st_size for path in folder.glob(f"{GRAPH}*"))


class Trial:
    """A graph in a folder, its weights apart, and a session on it.

    Args:
        folder: with `GRAPH` and `WEIGHTS`.
        source: what the graph was built from.
    """

    def __init__(self, folder: Path, source: SourceModel) -> None:
        self._folder = folder
        inputs = describe_inputs(
            source.source_ids, source.step_model.spec.vocabulary, source.max_target, source.defaults
        )
        pad, lean = source.step_model.spec.pad, source.parameters > LARGE
        self.session = GraphSession(folder / GRAPH, inputs, pad, lean=lean)

    @property
    def size(self) -> int:
        """Bytes of the graph in one file."""
        return joined.size(self._joined)

    def save(self, folder: Path, external: bool) -> list[str]:
        """Writes the graph to a bundle; returns the names of the files with external data, if it is to have any."""
        if external:
            for name in (GRAPH, WEIGHTS):
                shutil.copyfile(self._folder / name, folder / name)
            return [WEIGHTS]
        joined.write(self._joined, self._folder / WEIGHTS, folder / GRAPH)
        return []

    @cached_property
    def _joined(self) -> list[joined.Piece]:
        return joined.pieces(onnx.load(str(self._folder / GRAPH), load_external_data=False))


@contextmanager
def trial(source: SourceModel, numerics: Numerics, view: AttentionView) -> Iterator[Trial]:
    """A graph that is gone when the block ends, unless it was saved."""
    with tempfile.TemporaryDirectory(prefix="milena-export-") as name:
        folder = Path(name)
        with WeightFile(folder / WEIGHTS) as weights:
            proto = assemble(source.step_model, numerics, view, weights)
        (folder / GRAPH).write_bytes(proto.SerializeToString(deterministic=True))
        onnx.checker.check_model(str(folder / GRAPH))
        yield Trial(folder, source)
