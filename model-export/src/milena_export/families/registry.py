# SPDX-License-Identifier: Apache-2.0
"""Finds the family of a checkpoint. A new family is a new module and its line here."""

from __future__ import annotations

from pathlib import Path

from milena_export.errors import ExportError
from milena_export.families import marian
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.source import Family, SourceModel

FAMILIES: dict[str, Family] = {marian.MODEL_TYPE: marian}


def load(folder: Path, source_language: str | None = None, target_language: str | None = None) -> SourceModel:
    """Reads a checkpoint of any supported family.

    Raises:
        ExportError: the folder is incomplete, its family is not supported, or it asks for what is not supported.
    """
    checkpoint = Checkpoint(folder)
    model_type = checkpoint.json("config.json").get("model_type")
    if model_type not in FAMILIES:
        architectures = ", ".join(
            checkpoint.json("config.json").get("architectures") or ["unknown architecture"]
        )
        raise ExportError(
            f"{folder} is a {model_type!r} model ({architectures}); supported families: {', '.join(sorted(FAMILIES))}"
        )
    return FAMILIES[model_type].load(checkpoint, source_language, target_language)
