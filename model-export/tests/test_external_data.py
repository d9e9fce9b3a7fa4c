# SPDX-License-Identifier: Apache-2.0
"""Weights beside the graph: the same answers, every byte under a hash, and nothing read from elsewhere."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import onnx
import pytest

from bundles import CHECKPOINT
from milena_export import cli
from milena_export.bundle import external_data, manifest
from milena_export.bundle.reader import Bundle
from milena_export.conversion import graphs
from milena_export.errors import ExportError


@pytest.fixture(scope="module")
def inline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted(tmp_path_factory.mktemp("inline") / "bundle")


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted(tmp_path_factory.mktemp("apart") / "bundle", "--external-data")


def converted(output: Path, *arguments: str) -> Path:
    assert cli.main(["convert", str(CHECKPOINT), "--output", str(output), *arguments]) == 0
    return output


def test_should_answer_the_same_when_weights_are_apart(inline: Path, apart: Path) -> None:
    assert (apart / "golden.jsonl").read_bytes() == (inline / "golden.jsonl").read_bytes()
    found = manifest.read(apart)
    assert found["graph"]["external_data"] == ["model.onnx.data"]
    assert {"model.onnx", "model.onnx.data"} <= {entry["path"] for entry in found["files"]}
    assert external_data.locations(apart / "model.onnx") == {"model.onnx.data"}
    assert (apart / "model.onnx").stat().st_size < 0.1 * (inline / "model.onnx").stat().st_size
    model = onnx.load(str(apart / "model.onnx"), load_external_data=False)
    offsets = {
        int(entry.value)
        for tensor in external_data._tensors(model)
        for entry in tensor.external_data
        if entry.key == "offset"
    }
    assert len(offsets) > 5
    assert {offset % 4096 for offset in offsets} == {0}


def test_should_give_the_same_bytes_when_weights_are_apart_twice(apart: Path, tmp_path: Path) -> None:
    again = converted(tmp_path / "bundle", "--external-data")
    assert (again / "manifest.json").read_bytes() == (apart / "manifest.json").read_bytes()


def redirect(folder: Path, location: str, listed: list[str] | None = None) -> None:
    """Makes the graph read its weights from elsewhere, with hashes to match."""
    path = folder / "model.onnx"
    model = onnx.load(str(path), load_external_data=False)
    for tensor in external_data._tensors(model):
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = location
    path.write_bytes(model.SerializeToString())
    content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content["files"] = [manifest.describe_file(folder / entry["path"]) for entry in content["files"]]
    if listed is not None:
        content["graph"]["external_data"] = listed
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def flip_a_bit(folder: Path) -> None:
    path = folder / "model.onnx.data"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (flip_a_bit, "model.onnx.data was changed"),
        (
            lambda b: (b / "model.onnx.data").unlink(),
            "model.onnx.data is listed in manifest.json but is no plain",
        ),
        (lambda b: redirect(b, "../model.onnx.data"), "reads external data from '../model.onnx.data'"),
        (lambda b: redirect(b, "/etc/passwd"), "reads external data from '/etc/passwd'"),
        (lambda b: redirect(b, "golden.jsonl"), "reads external data from 'golden.jsonl'"),
        (lambda b: redirect(b, "model.onnx.data", []), "which graph.external_data does not list"),
        (lambda b: redirect(b, "more.data", ["more.data"]), "more.data, which files does not list"),
        (lambda b: redirect(b, "../x", ["../x"]), "does not match"),
    ],
)
def test_should_refuse_a_bundle_when_its_weights_are_not_as_listed(
    damage: Callable[[Path], object], message: str, apart: Path, tmp_path: Path
) -> None:
    bundle = Path(shutil.copytree(apart, tmp_path / "bundle"))
    damage(bundle)
    with pytest.raises(ExportError) as refused:
        Bundle.open(bundle)
    assert message in str(refused.value)


def test_should_name_the_cures_when_one_file_cannot_hold_the_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The limit is lowered so that 32 bits do not fit and 16 bits do."""
    monkeypatch.setattr(graphs, "PROTOBUF_LIMIT", 1_000_000)
    output = tmp_path / "bundle"
    assert cli.main(["convert", str(CHECKPOINT), "--output", str(output)]) == 2
    error = capsys.readouterr().err
    assert "over ONNX's 2 GiB; --quantization fp16 makes it" in error
    assert "or --quantization int8 makes it" in error
    assert "or --external-data puts the weights in a file of their own" in error
    assert not list(tmp_path.iterdir())


def test_should_quantize_when_32_bits_do_not_fit_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calibration, alignment and the measure of the loss all need a graph in 32 bits."""
    monkeypatch.setattr(graphs, "PROTOBUF_LIMIT", 500_000)
    tried: list[str] = []
    assemble = graphs.assemble

    def spied(model: object, numerics: object, *others: object) -> object:
        tried.append(type(numerics).__name__)
        return assemble(model, numerics, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(graphs, "assemble", spied)
    corpus = tmp_path / "pairs.tsv"
    corpus.write_text("Tom is here.\tTom ist hier.\nI like it.\tIch mag es.\n", encoding="utf-8")
    arguments = ["--quantization", "int8", "--calibration", str(corpus), "--align-on", str(corpus)]
    output = converted(tmp_path / "bundle", *arguments, "--evaluate-on", str(corpus), "--max-loss", "100")
    assert manifest.read(output)["graph"]["external_data"] == []
    # Alignment, calibration, the bundle, and 32 bits beside it.
    assert tried == ["Float", "Recorder", "Int8", "Float"]
