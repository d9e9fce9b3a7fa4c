# SPDX-License-Identifier: Apache-2.0
"""Finds the family of a checkpoint. A new family is a new module and its line here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from milena_export.families import bart, blenderbot, gpt2, m2m_100, marian, mbart, pegasus, recurrent, t5
from milena_export.families.checkpoint import Checkpoint
from milena_export.families.folder import refuse_other_folders
from milena_export.families.source import Family, SourceModel, Wishes
from milena_export.families.unread import unread
from milena_export.graph.blocks import parameter_count

MODULES: tuple[Family, ...] = (bart, blenderbot, gpt2, m2m_100, marian, mbart, pegasus, recurrent, t5)
FAMILIES: dict[str, Family] = {name: module for module in MODULES for name in module.MODEL_TYPES}
ARCHITECTURES = {name: module.ARCHITECTURES for name, module in FAMILIES.items()}


def describe(folder: Path, wishes: Wishes | None = None) -> SourceModel:
    """What a conversion would make, from the small files alone: the model's weights are stand-ins without memory.

    Raises:
        ExportError: the folder is incomplete, its family is not supported, or it asks for what is not supported.
    """
    return _described(_opened(folder, wishes), wishes)


def load(folder: Path, wishes: Wishes | None = None) -> SourceModel:
    """Reads a checkpoint of any supported family. Weights are read after all else was found right.

    Raises:
        ExportError: see `describe`; or its weights do not fit its config.
    """
    checkpoint = _opened(folder, wishes)
    described = _described(checkpoint, wishes)
    checkpoint.weight_files()
    model = described.build(checkpoint)
    notes = tuple(dict.fromkeys((*described.notes, *unread(checkpoint.tensors))))
    return replace(described, step_model=model, parameters=parameter_count(model), notes=notes)


def _opened(folder: Path, wishes: Wishes | None) -> Checkpoint:
    return Checkpoint(folder, wishes.generation if wishes else None)


def _described(checkpoint: Checkpoint, wishes: Wishes | None) -> SourceModel:
    family = FAMILIES[refuse_other_folders(checkpoint, ARCHITECTURES)]
    planned = checkpoint.planned()
    described = family.load(planned, wishes or Wishes())
    notes = (*described.notes, *(unread(planned.tensors) if len(planned.tensors) else ()))
    return replace(described, notes=notes)
