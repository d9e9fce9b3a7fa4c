# SPDX-License-Identifier: Apache-2.0
"""The manifest's schema accepts the example and every shipped bundle, and refuses what the contract refuses."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = Path(__file__).parent / "data" / "example-manifest.json"
SCHEMA = ROOT / "model-export" / "src" / "milena_export" / "bundle" / "manifest.schema.json"


def validate(manifest: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(manifest)


@pytest.mark.parametrize(
    "path", [EXAMPLE, *sorted(ROOT.glob("models/*/manifest.json"))], ids=lambda p: p.parent.name
)
def test_should_accept_when_manifest_is_complete(path: Path) -> None:
    validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("breakage", "message"),
    [
        (lambda m: m.pop("limits"), "'limits' is a required property"),
        (lambda m: m.update(format_version=3), "3 is not one of"),
        (lambda m: m.update(surprise=1), "Additional properties are not allowed"),
        (lambda m: m["files"][0].update(path="../model.onnx"), "does not match"),
        (lambda m: m["files"][0].update(sha256="abc"), "does not match"),
        (lambda m: m["inputs"].pop(), "too short|is too short|does not contain"),
        (lambda m: m["inputs"][7].update(name="beams"), "does not contain|Too few|contain"),
        (lambda m: m["inputs"][7].update(allowed={}), "not valid under any"),
        (lambda m: m["graph"].update(opset=23), "greater than the maximum"),
    ],
)
def test_should_refuse_when_manifest_breaks_the_contract(
    breakage: Callable[[dict[str, Any]], object], message: str
) -> None:
    manifest = copy.deepcopy(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    breakage(manifest)
    with pytest.raises(jsonschema.ValidationError, match=message):
        validate(manifest)
