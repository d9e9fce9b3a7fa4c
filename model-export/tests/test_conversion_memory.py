# SPDX-License-Identifier: Apache-2.0
"""A conversion holds no copy of all weights: they go from file to file, and a session maps them."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from safetensors.numpy import save_file

from bundles import CHECKPOINT
from conversion_memory import Size, make, measure
from milena_export.conversion.graphs import trial
from milena_export.families.registry import load
from milena_export.families.tensors import safetensors_entries
from milena_export.graph.assemble import assemble
from milena_export.graph.numerics import Float, Half, quantize_columns
from test_quantization import of_kind

SIZE = Size(vocabulary=80_000, width=512, layers=4, inner=8192, heads=8)
"""120 million weights, so that it counts as large."""
MOST = {"float": 0.7, "fp16": 2.1, "int8": 0.7}
"""Memory beside that of an idle process, in graphs of the largest kind that is written; see `conversion_memory`. What is
needed for other things than the table of the vocabulary weighs more here than in a model that really is large."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("memory") / "source"
    make(folder, SIZE)
    return folder


@pytest.mark.parametrize("kind", list(MOST))
def test_should_take_little_more_memory_than_a_graph_when_a_model_is_large(
    kind: str, source: Path, tmp_path: Path
) -> None:
    whole = 4 * sum(entry.shape[0] * (entry.shape[1:] or (1,))[0] for entry in entries(source).values())
    found = measure(kind, source, tmp_path, whole)
    assert (found.peak - found.idle) / found.largest < MOST[kind], str(found)


def entries(folder: Path):
    return safetensors_entries(folder / "model.safetensors")


@pytest.mark.parametrize("kind", ["float", "fp16", "int8"])
def test_should_give_the_bytes_that_protobuf_gives_when_a_graph_is_joined(kind: str, tmp_path: Path) -> None:
    source = load(CHECKPOINT)
    numerics = {"float": Float(), "fp16": Half(), "int8": of_kind("int8", source.step_model)}[kind]
    whole = assemble(source.step_model, numerics, source.default_policy).SerializeToString(deterministic=True)
    with trial(source, numerics, source.default_policy) as made:
        assert made.size == len(whole)
        assert made.save(tmp_path, external=False) == []
    assert (tmp_path / "model.onnx").read_bytes() == whole
    onnx.checker.check_model(str(tmp_path / "model.onnx"))


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_should_map_a_file_once_when_it_has_many_tensors(kind: type[np.generic], tmp_path: Path) -> None:
    """A mapping holds its file open, and a process may have 1,024 open files."""
    path = tmp_path / "model.safetensors"
    random = np.random.default_rng(0)
    stored = {f"{index}": random.normal(size=(3, index % 5 + 1)).astype(kind) for index in range(1500)}
    save_file(stored, path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    read = {name: entry.read() for name, entry in safetensors_entries(path).items()}
    assert len(list(Path("/proc/self/fd").iterdir())) < before + 10
    for name, tensor in stored.items():
        np.testing.assert_array_equal(read[name], tensor.astype(np.float32))


def test_should_round_the_same_when_a_table_is_rounded_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    table = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    whole = quantize_columns(table.T, 7)
    monkeypatch.setattr("milena_export.graph.numerics.BLOCK", 100)
    for one, other in zip(whole, quantize_columns(table.T, 7), strict=True):
        np.testing.assert_array_equal(one, other)
    assert whole[0].T.flags.c_contiguous
