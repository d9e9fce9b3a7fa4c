# SPDX-License-Identifier: Apache-2.0
"""Writing and reading manifests; the schema beside this file is what both sides check."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import jsonschema

from milena_export.bundle import external_data, ids
from milena_export.errors import ExportError

FILE_NAME = "manifest.json"
FORMAT_VERSION = 2
TOOLS = ("milena-export", "numpy", "onnx", "onnxruntime", "tokenizers", "torch", "transformers")


def schema() -> dict[str, Any]:
    """The JSON Schema of a manifest."""
    text = (
        resources.files("milena_export.bundle").joinpath("manifest.schema.json").read_text(encoding="utf-8")
    )
    return dict(json.loads(text))


def check(manifest: Mapping[str, Any], where: str) -> None:
    """Refuses what the schema refuses, naming the field, and ids that the model does not have."""
    errors = sorted(
        jsonschema.Draft202012Validator(schema()).iter_errors(manifest), key=lambda e: e.json_path
    )
    if errors:
        raise ExportError(
            f"{where}: {errors[0].json_path}: {errors[0].message}; the bundle was not made for this version"
        )
    outside = ids.problems(manifest)
    if outside:
        raise ExportError(f"{where} contradicts itself: {'; '.join(outside)}; convert the bundle again")


def check_names(name: str, version: str) -> None:
    """Refuses a name or a version that a manifest could not hold."""
    rules = schema()["properties"]
    if not re.search(rules["name"]["pattern"], name):
        raise ExportError(
            f"--name {name!r} is no name of a bundle: it must be of small letters, digits, '.', '_' and '-', and begin with "
            "a letter or digit (without --name the output folder's name is taken); give e.g. --name "
            f"{_usable(name)}"
        )
    if not re.search(rules["version"]["pattern"], version):
        raise ExportError(
            f"--version {version!r} is no version: it must be three numbers with dots and perhaps a suffix, e.g. 1.0.0 or "
            "1.0.0-rc.1"
        )


def _usable(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).lstrip("._-") or "bundle"


def check_provenance(provenance: Mapping[str, Any], where: Path | str) -> None:
    """Refuses values that the manifest's ``provenance`` could not hold; what is missing is filled in later."""
    rules = dict(schema()["properties"]["provenance"])
    del rules["required"], rules["additionalProperties"]
    errors = sorted(jsonschema.Draft202012Validator(rules).iter_errors(provenance), key=lambda e: e.json_path)
    if errors:
        raise ExportError(f"{where}: {errors[0].json_path}: {errors[0].message}; correct it")


def read(folder: Path) -> dict[str, Any]:
    """Reads and checks a bundle's manifest, and every file that it lists.

    Raises:
        ExportError: no manifest, a broken one, or files that are unlisted, missing or changed.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise ExportError(
            f"{folder} is no bundle: it has no {FILE_NAME}; make one with 'milena-export convert'"
        )
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ExportError(f"{path} is not JSON ({error}); convert the bundle again") from error
    check(manifest, str(path))
    listed = {entry["path"]: entry for entry in manifest["files"]}
    present = {item.name for item in folder.iterdir()} - {FILE_NAME}
    for name in sorted(present - set(listed)):
        raise ExportError(
            f"{folder / name} is not listed in {FILE_NAME}; a bundle holds only listed files: remove it"
        )
    for name, entry in listed.items():
        file = folder / name
        if not file.is_file() or file.is_symlink():
            raise ExportError(f"{file} is listed in {FILE_NAME} but is no plain file; copy the bundle again")
        found = describe_file(file)
        if found != entry:
            raise ExportError(f"{file} was changed: {found} instead of {entry}; copy the bundle again")
    _check_external_data(folder, manifest["graph"], listed)
    return dict(manifest)


def _check_external_data(folder: Path, graph: Mapping[str, Any], listed: Collection[str]) -> None:
    """Refuses a graph that reads anything but listed, and so hashed, files of the bundle."""
    for name in graph["external_data"]:
        if name not in listed:
            raise ExportError(
                f"{folder / FILE_NAME}: graph.external_data names {name}, which files does not list; "
                "convert the bundle again"
            )
    path = folder / graph["file"]
    for place in sorted(external_data.locations(path) - set(graph["external_data"])):
        raise ExportError(
            f"{path} reads external data from {place!r}, which graph.external_data does not list; "
            "only listed and hashed files of the bundle are read: convert the bundle again"
        )


def describe_file(path: Path) -> dict[str, Any]:
    """A file's entry in ``files``."""
    with path.open("rb") as content:
        return {
            "path": path.name,
            "size": path.stat().st_size,
            "sha256": hashlib.file_digest(content, "sha256").hexdigest(),
        }


def tool_versions(names: Iterable[str] = TOOLS) -> dict[str, str]:
    """Versions of what made a bundle."""
    versions: dict[str, str] = {}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "0.1.0" if name == "milena-export" else "unknown"
    return versions


def dump(manifest: Mapping[str, Any]) -> str:
    """The text of a manifest."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
