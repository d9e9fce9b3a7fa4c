# SPDX-License-Identifier: Apache-2.0
"""What a family makes of a checkpoint: all that a bundle is built from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
class Wishes:
    """What the user asks of a checkpoint.

    Attributes:
        source_language: BCP-47 or the model's own code; None for what the checkpoint says.
        target_language: the same for the other side.
        languages: restricts both sides of a model of many languages; empty for all of them.
        task: task of the bundle, or None for the family's.
        text_prefix: what the model wants before each text, or None for what the checkpoint says.
        generation: fields of the generation config that differ from the checkpoint's, for this bundle.
    """

    source_language: str | None = None
    target_language: str | None = None
    languages: tuple[str, ...] = ()
    task: str | None = None
    text_prefix: str | None = None
    generation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceModel:
    """A checkpoint, read and understood.

    Attributes:
        family: model type.
        task: task of the bundle.
        step_model: what the graph is built from.
        build: makes the step model of a checkpoint anew, from whatever tensors that has.
        tokenizers: ``source`` and ``target`` to the text of a ``tokenizer.json``.
        source_languages: languages that it reads.
        target_languages: languages that it writes.
        templates: rules as in the manifest.
        skip_ids: ids that are no text.
        unk: id of the unknown token, or None.
        source_ids: number of ids that the graph reads: those of the source tokenizer.
        max_source: longest source, template included.
        max_target: longest target, EOS included.
        parameters: number of weights.
        decoder_layers: layers with attention over the source.
        decoder_heads: heads of each.
        default_policy: alignment policy where no corpus chooses one.
        strip: whether outputs lose white space at their ends, as the reference's do.
        clean_up_spaces: whether outputs lose spaces before punctuation marks, as the reference's do.
        defaults: decoding that the checkpoint recommends.
        wide: names of products whose values may exceed what 16-bit floats hold.
        shared_positions: most tokens of source and target together, where they stand in one row, or None.
        notes: what whoever converts it should know.
    """

    family: str
    task: str
    step_model: StepModel[Any]
    build: Callable[[Checkpoint], StepModel[Any]]
    tokenizers: Mapping[str, str]
    source_languages: tuple[Language, ...]
    target_languages: tuple[Language, ...]
    templates: tuple[Mapping[str, Any], ...]
    skip_ids: tuple[int, ...]
    unk: int | None
    source_ids: int
    max_source: int
    max_target: int
    parameters: int
    decoder_layers: int
    decoder_heads: int
    default_policy: AttentionPolicy
    strip: bool = True
    clean_up_spaces: bool = False
    defaults: DecodeDefaults = field(default_factory=DecodeDefaults)
    wide: frozenset[str] = frozenset()
    shared_positions: int | None = None
    notes: tuple[str, ...] = ()


class Family(Protocol):
    """One model family: a module of this package with these names."""

    MODEL_TYPES: tuple[str, ...]
    ARCHITECTURES: tuple[str, ...]
    """Classes of transformers whose checkpoints generate text as this family does."""

    def load(self, checkpoint: Checkpoint, wishes: Wishes) -> SourceModel:
        """Reads a checkpoint of this family; wishes override what the checkpoint says. Its tensors come last."""
        ...


def default_policy(layers: int, heads: int) -> AttentionPolicy:
    """The penultimate layer's mean, which aligns well where nothing is known of a model (`--align-on` measures it)."""
    return AttentionPolicy(
        max(0, layers - 2), tuple(range(heads)), 1, "default: penultimate layer, all heads, shift 1"
    )


def rule(
    source: str,
    target: str,
    prefix: Sequence[int] = (),
    suffix: Sequence[int] = (),
    text_prefix: str = "",
    forced_bos: int | None = None,
) -> dict[str, Any]:
    """A rule of the manifest with both templates."""
    return {
        **source_rule(source, target, prefix, suffix, text_prefix),
        **target_rule(source, target, forced_bos),
    }


def source_rule(
    source: str, target: str, prefix: Sequence[int] = (), suffix: Sequence[int] = (), text_prefix: str = ""
) -> dict[str, Any]:
    """A rule with a source template only."""
    template = {"text_prefix": text_prefix, "prefix_ids": list(prefix), "suffix_ids": list(suffix)}
    return {"source": source, "target": target, "source_template": template}


def target_rule(source: str, target: str, forced_bos: int | None = None) -> dict[str, Any]:
    """A rule with a target template only."""
    return {
        "source": source,
        "target": target,
        "target_template": {"forced_bos": forced_bos, "prefix_ids": []},
    }
