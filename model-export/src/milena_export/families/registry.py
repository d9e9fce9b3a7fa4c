# SPDX-License-Identifier: Apache-2.0
"""Finds the family of a checkpoint. A new family is a new module and its line here."""

from __future__ import annotations

from pathlib import Path

from milena_export.errors import ExportError
from milena_export.families import bart, gpt2, m2m_100, marian, mbart, pegasus, recurrent, t5
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.source import Family, SourceModel, Wishes

MODULES: tuple[Family, ...] = (bart, gpt2, m2m_100, marian, mbart, pegasus, recurrent, t5)
FAMILIES: dict[str, Family] = {name: module for module in MODULES for name in module.MODEL_TYPES}


def load(folder: Path, wishes: Wishes | None = None) -> SourceModel:
    """Reads a checkpoint of any supported family.

    Raises:
        ExportError: the folder is incomplete, its family is not supported, or it asks for what is not supported.
    """
    checkpoint = Checkpoint(folder)
    content = checkpoint.json("config.json")
    model_type = content.get("model_type")
    if model_type not in FAMILIES:
        architectures = ", ".join(content.get("architectures") or ["unknown architecture"])
        raise ExportError(
            f"{folder} is a {model_type!r} model ({architectures}); supported families: {', '.join(sorted(FAMILIES))}"
        )
    return FAMILIES[model_type].load(checkpoint, wishes or Wishes())
