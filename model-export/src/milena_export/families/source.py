# SPDX-License-Identifier: Apache-2.0
"""What a family makes of a checkpoint: all that a bundle is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from milena_export.families.checkpoint import Checkpoint
from milena_export.families.generation import DecodeDefaults
from milena_export.graph.model import AttentionPolicy, StepModel


@dataclass(frozen=True)
class Language:
    """A language of a bundle (see ADR 1)."""

    tag: str
    code: str
    id: int | None = None


@dataclass(frozen=True)
class SourceModel:
    """A checkpoint, read and understood.

    Attributes:
        family: model type.
        task: task of the bundle.
        step_model: what the graph is built from.
        tokenizers: ``source`` and ``target`` to the text of a ``tokenizer.json``.
        source_languages: languages that it reads.
        target_languages: languages that it writes.
        templates: rules as in the manifest.
        skip_ids: ids that are no text.
        unk: id of the unknown token, or None.
        max_source: longest source, template included.
        max_target: longest target, EOS included.
        decoder_layers: layers with cross attention.
        decoder_heads: heads of each.
        default_policy: alignment policy where no corpus chooses one.
        defaults: decoding that the checkpoint recommends.
    """

    family: str
    task: str
    step_model: StepModel
    tokenizers: Mapping[str, str]
    source_languages: tuple[Language, ...]
    target_languages: tuple[Language, ...]
    templates: tuple[Mapping[str, Any], ...]
    skip_ids: tuple[int, ...]
    unk: int | None
    max_source: int
    max_target: int
    decoder_layers: int
    decoder_heads: int
    default_policy: AttentionPolicy
    defaults: DecodeDefaults = field(default_factory=DecodeDefaults)


class Family(Protocol):
    """One model family: a module of this package with these two names."""

    MODEL_TYPE: str

    def load(
        self, checkpoint: Checkpoint, source_language: str | None, target_language: str | None
    ) -> SourceModel:
        """Reads a checkpoint of this family; languages override what the checkpoint says."""
        ...
