# SPDX-License-Identifier: Apache-2.0
"""Models of the hub, from a hub on the loopback interface: no test needs a network."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from safetensors.torch import load_file, save_file

from bundles import CHECKPOINT
from fake_hub import COMMIT, FakeHub, connect, running
from milena_export import cli
from milena_export.bundle.manifest import read
from milena_export.errors import ExportError
from milena_export.families.checkpoint import Checkpoint
from milena_export.hub import located, needed

JUNK = (
    "README.md",
    "modeling_custom.py",
    "tf_model.h5",
    "flax_model.msgpack",
    "pytorch_model.bin",
    "onnx/model.onnx",
)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    folder = tmp_path / "hub"
    shutil.copytree(CHECKPOINT, folder)
    for name in JUNK:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"not to be read")
    with running(FakeHub(folder)) as server:
        connect(monkeypatch, server, tmp_path)
        yield server


def test_should_convert_and_name_the_commit_when_the_source_is_a_hub_id(
    hub: FakeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, texts = tmp_path / "bundle", tmp_path / "texts"
    arguments = ["--revision", "v1.0", "--max-target", "12"]
    assert cli.main(["convert", "org/model", "--output", str(output), *arguments]) == 0
    provenance = read(output)["provenance"]
    assert provenance["source"] == f"org/model@{COMMIT}"
    assert provenance["source_sha256"] == Checkpoint(CHECKPOINT).digest()
    assert hub.served.isdisjoint(name.rsplit("/", 1)[-1] for name in JUNK)
    assert {"config.json", "model.safetensors", "vocab.json"} <= hub.served

    # What the manifest says leads back to the same files.
    texts.write_text("Good morning.\nHow are you?\n", encoding="utf-8")
    assert cli.main(["verify", str(output), "--reference", provenance["source"], "--texts", str(texts)]) == 0
    capsys.readouterr()


def test_should_take_pickles_when_there_are_no_safetensors(hub: FakeHub) -> None:
    (hub.folder / "model.safetensors").unlink()
    torch.save(load_file(CHECKPOINT / "model.safetensors"), hub.folder / "pytorch_model.bin")
    folder = located("org/model").folder
    assert "pytorch_model.bin" in hub.served
    assert Checkpoint(folder).tensors.keys() == Checkpoint(CHECKPOINT).tensors.keys()


def test_should_download_the_shards_when_an_index_lists_them(hub: FakeHub) -> None:
    tensors = load_file(hub.folder / "model.safetensors")
    (hub.folder / "model.safetensors").unlink()
    names = sorted(tensors)
    shards = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    for shard, inside in shards.items():
        save_file({name: tensors[name] for name in inside}, hub.folder / shard)
    weight_map = {name: shard for shard, inside in shards.items() for name in inside}
    index = hub.folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": weight_map}), encoding="utf-8")
    (hub.folder / "model-00003-of-00002.safetensors").write_bytes(b"of another version")
    found = located("org/model")
    assert Checkpoint(found.folder).tensors.keys() == tensors.keys()
    assert set(shards) <= hub.served
    assert "model-00003-of-00002.safetensors" not in hub.served


def test_should_use_what_is_there_when_offline(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    online = located("org/model")
    hub.served.clear()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert located("org/model") == online
    assert online.origin == f"org/model@{COMMIT}"
    assert not hub.served


@pytest.mark.parametrize(
    ("source", "revision", "message"),
    [
        ("org/other", None, "there is no folder org/other, and http://127.0.0.1:.* has no model org/other"),
        ("org/model", "v9", "org/model has no revision v9; give one of its branches"),
        ("org/model@v1.0", "main", "both name a revision"),
        ("/no/such/folder", "main", "--revision is for models of the hub"),
    ],
)
def test_should_say_what_is_wrong_when_there_is_no_such_model(
    hub: FakeHub, source: str, revision: str | None, message: str
) -> None:
    with pytest.raises(ExportError, match=message) as caught:
        located(source, revision)
    assert "\n" not in str(caught.value)
    assert not hub.served


def test_should_say_how_to_get_in_when_a_model_is_gated(hub: FakeHub) -> None:
    hub.gated = True
    with pytest.raises(ExportError, match="accept them there and run 'hf auth login'"):
        located("org/model")


def test_should_name_the_cure_when_there_are_no_weights(hub: FakeHub) -> None:
    for name in ("model.safetensors", "pytorch_model.bin"):
        (hub.folder / name).unlink()
    with pytest.raises(ExportError, match=r"neither model.safetensors nor pytorch_model.bin"):
        located("org/model")
    assert not hub.served


@pytest.mark.parametrize("offline", [True, False])
def test_should_say_one_line_with_the_cure_when_there_is_no_network(
    offline: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(FakeHub(tmp_path)) as gone:
        pass
    connect(monkeypatch, gone, tmp_path, offline)
    assert cli.main(["convert", "org/model", "--output", str(tmp_path / "bundle")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert ("HF_HUB_OFFLINE is set; unset it" if offline else f"downloaded from {gone.url}") in line
    assert "give the folder of a copy" in line
    assert not (tmp_path / "bundle").exists()


def test_should_choose_texts_and_the_safest_weights() -> None:
    files = ["config.json", "tf_model.json", "spiece.model", "merges.txt", "run.py", "requirements.txt"]
    assert needed(files) == (["config.json", "merges.txt", "spiece.model"], None)
    weights = ["pytorch_model.bin", "pytorch_model.bin.index.json", "model.safetensors"]
    assert needed(weights) == ([], "model.safetensors")
    assert needed(weights[:2]) == ([], "pytorch_model.bin.index.json")
